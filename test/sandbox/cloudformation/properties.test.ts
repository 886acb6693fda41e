import { expect, test } from 'vitest'
import { settleProperties } from '#sandbox/cloudformation/properties.ts'
import { specification } from '#sandbox/cloudformation/spec.ts'
import { kinds } from '#sandbox/cloudformation/resources/table.ts'

test('every type of the specification slice can be made, and no other', () => {
  expect(Object.keys(kinds).toSorted()).toEqual(Object.keys(specification.resources).toSorted())
})

test('texts become the numbers and booleans that a property wants, and numbers the texts', () => {
  expect(settleProperties('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16', EnableDnsSupport: 'true' })).toEqual({
    CidrBlock: '10.0.0.0/16',
    EnableDnsSupport: true,
  })
  expect(settleProperties('AWS::AutoScaling::AutoScalingGroup', { MinSize: 1, MaxSize: 2 })).toEqual({ MinSize: '1', MaxSize: '2' })
  expect(settleProperties('AWS::EC2::SecurityGroupIngress', { IpProtocol: -1, FromPort: '0', ToPort: 65535 })).toEqual({
    IpProtocol: '-1',
    FromPort: 0,
    ToPort: 65535,
  })
})

test.each<[string, Parameters<typeof settleProperties>[1], string]>([
  ['AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16', Colour: 'red' }, 'Encountered unsupported property Colour'],
  ['AWS::EC2::SecurityGroup', {}, 'Property GroupDescription cannot be empty.'],
  ['AWS::EC2::VPC', { EnableDnsSupport: 'perhaps' }, 'Value of property EnableDnsSupport must be of type Boolean'],
  ['AWS::EKS::Cluster', { RoleArn: 'r', ResourcesVpcConfig: 'none' }, 'Value of property ResourcesVpcConfig must be an object'],
  [
    'AWS::EKS::Cluster',
    { RoleArn: 'r', ResourcesVpcConfig: { SubnetIds: [], Subnets: [] } },
    'Property validation failure: [Encountered unsupported properties in {/ResourcesVpcConfig}: [Subnets]]',
  ],
  [
    'AWS::EC2::SecurityGroup',
    { GroupDescription: 'd', SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 'x' }] },
    'Property validation failure: [Value of property {/SecurityGroupIngress/0/FromPort} does not match type {Integer}]',
  ],
])('%s %j is refused', (type, properties, message) => {
  expect(() => settleProperties(type, properties)).toThrow(message)
})
