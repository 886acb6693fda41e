import { specification } from './spec.ts'

const seconds = 1000

/** What CloudFormation itself takes beyond the service's own time, where it differs from the rest: seconds to create. */
const slow: Readonly<Record<string, number>> = {
  'AWS::EC2::EIP': 14,
  // Below what the shortest VPC takes: a NAT gateway fails where no gateway is attached yet, and eksctl's templates do not order the two.
  'AWS::EC2::InternetGateway': 5,
  'AWS::EC2::RouteTable': 9,
  'AWS::EC2::VPC': 11,
  'AWS::EC2::VPCCidrBlock': 2,
  'AWS::EC2::NatGateway': 1,
  'AWS::EC2::Subnet': 6,
  'AWS::EC2::SecurityGroup': 5,
  'AWS::EKS::Cluster': 1,
  'AWS::EKS::Nodegroup': 1,
  'AWS::IAM::InstanceProfile': 110,
  'AWS::IAM::ManagedPolicy': 16,
  'AWS::IAM::Policy': 16,
  'AWS::IAM::Role': 17,
  'AWS::SQS::Queue': 60,
}

function ofType(type: string): [string, number][] {
  return [
    [`cloudformation:${type}:create`, (slow[type] ?? 2) * seconds],
    [`cloudformation:${type}:update`, 2 * seconds],
    [`cloudformation:${type}:delete`, 1 * seconds],
  ]
}

/** How long CloudFormation takes, in milliseconds: kind → the middle of what AWS takes. */
export const durations: Readonly<Record<string, number>> = {
  'cloudformation:poll': 5 * seconds,
  'cloudformation:stack:start': 2 * seconds,
  'cloudformation:stack:end': 1 * seconds,
  'cloudformation:change-set:create': 5 * seconds,
  'cloudformation:delete:retry': 20 * seconds,
  'cloudformation:delete:patience': 600 * seconds,
  ...Object.fromEntries(Object.keys(specification.resources).flatMap(ofType)),
}
