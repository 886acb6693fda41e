import { managedPolicy, ref, sub, template, type Output, type Resource, type Template } from './cfn.ts'
import { principalMapping, serviceRole } from './roles.ts'

/** The condition that the Auto Mode role needs: the public registry exists in AWS's standard partition only. */
export const autoModeConditions: NonNullable<Template['Conditions']> = {
  IsAWSPartition: { 'Fn::Equals': [ref('AWS::Partition'), 'aws'] },
}

/** The role of the nodes that EKS runs itself. */
export const autoModeRole = (boundary: string | undefined): Resource =>
  serviceRole({
    trusts: 'EC2',
    managedPolicies: [
      managedPolicy('AmazonEC2ContainerRegistryPullOnly'),
      { 'Fn::If': ['IsAWSPartition', managedPolicy('AmazonElasticContainerRegistryPublicReadOnly'), ref('AWS::NoValue')] },
      managedPolicy('AmazonEKSWorkerNodeMinimalPolicy'),
    ],
    boundary,
  })

/** By this output Auto Mode finds its role again when it is switched off and on; its export is named unlike all others. */
export const autoModeOutput: Output = {
  Description: 'The role that EKS will use by default for launching instances',
  Value: { 'Fn::GetAtt': 'AutoModeNodeRole.Arn' },
  Export: { Name: sub('${AWS::StackName}-NodeRoleArn') },
}

/** The Auto Mode role in a stack of its own, for a cluster that was made without. */
export const autoModeRoleTemplate = (boundary?: string): Template =>
  template({
    Description: 'Amazon EKS Karpenter NodeRole',
    Mappings: principalMapping,
    Conditions: autoModeConditions,
    Resources: { AutoModeNodeRole: autoModeRole(boundary) },
    Outputs: { AutoModeNodeRoleARN: autoModeOutput },
  })
