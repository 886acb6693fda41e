import { partitions } from './regions.ts'

/** The services that roles of ours trust, by their keys in the template mapping. */
export type ServiceKey = 'EC2' | 'EKS' | 'EKSFargatePods' | 'IRA' | 'SSM'

/** Partitions with the services that hybrid nodes sign in through. */
const withHybridNodes = new Set(['aws', 'aws-us-gov'])

/** Service principals by partition. AWS names EC2's after the partition in some. */
export const servicePrincipals: Readonly<Record<string, Readonly<Partial<Record<ServiceKey, string>>>>> = Object.fromEntries(
  partitions.map(({ name, ec2Principal }) => [
    name,
    {
      EC2: ec2Principal,
      EKS: 'eks.amazonaws.com',
      EKSFargatePods: 'eks-fargate-pods.amazonaws.com',
      ...(withHybridNodes.has(name) && { IRA: 'rolesanywhere.amazonaws.com', SSM: 'ssm.amazonaws.com' }),
    },
  ]),
)
