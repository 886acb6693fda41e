const names = ['AccountId', 'NoValue', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map(
  (name) => `AWS::${name}`,
)

/** What the pseudo parameters stand for in one stack. */
export interface Pseudo {
  readonly accountId: string
  readonly partition: string
  readonly region: string
  readonly stackId: string
  readonly stackName: string
  readonly notificationArns: readonly string[]
}

/** Whether a name is one of AWS's own, like `AWS::Region`. */
export function isPseudoParameter(name: string): boolean {
  return names.includes(name)
}

/** The value of a pseudo parameter; undefined for other names and for AWS::NoValue, which the functions know themselves. */
export function pseudoValue(name: string, pseudo: Pseudo): string | string[] | undefined {
  const values: Readonly<Record<string, string | string[]>> = {
    'AWS::AccountId': pseudo.accountId,
    'AWS::NotificationARNs': [...pseudo.notificationArns],
    'AWS::Partition': pseudo.partition,
    'AWS::Region': pseudo.region,
    'AWS::StackId': pseudo.stackId,
    'AWS::StackName': pseudo.stackName,
    'AWS::URLSuffix': urlSuffixes[pseudo.partition] ?? 'amazonaws.com',
  }
  return values[name]
}

const urlSuffixes: Readonly<Record<string, string>> = {
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
}
