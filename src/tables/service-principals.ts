/** The services that roles of ours trust, by their keys in the template mapping. */
export type ServiceKey = 'EC2' | 'EKS' | 'EKSFargatePods' | 'IRA' | 'SSM'

const inAll = { EKS: 'eks.amazonaws.com', EKSFargatePods: 'eks-fargate-pods.amazonaws.com' }
const standard = { EC2: 'ec2.amazonaws.com', ...inAll }
const withAnywhere = { ...standard, IRA: 'rolesanywhere.amazonaws.com', SSM: 'ssm.amazonaws.com' }

/** Service principals by partition. AWS names EC2's after the partition in some, and offers hybrid nodes in two only. */
export const servicePrincipals: Readonly<Record<string, Readonly<Partial<Record<ServiceKey, string>>>>> = {
  aws: withAnywhere,
  'aws-cn': { ...standard, EC2: 'ec2.amazonaws.com.cn' },
  'aws-iso': { ...standard, EC2: 'ec2.c2s.ic.gov' },
  'aws-iso-b': { ...standard, EC2: 'ec2.sc2s.sgov.gov' },
  'aws-iso-e': standard,
  'aws-iso-f': standard,
  'aws-us-gov': withAnywhere,
}
