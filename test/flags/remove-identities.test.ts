import { expect, test } from 'vitest'
import { accountText } from '#src/config/account-name.ts'
import { type ClusterConfig, clusterConfig } from '#src/config/schema/cluster-config.ts'
import { accountsIn, impliedAccounts, passingAccounts, unmappedFromFlags } from '#src/flags/remove-identities.ts'

const head = { apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig', metadata: { name: 'dev', region: 'us-west-2' } }
const config = (part: object): ClusterConfig => clusterConfig.parse({ ...head, ...part })

test.each([
  [{ iam: { withOIDC: true } }, ['kube-system/aws-node']],
  [{ iam: { withOIDC: true }, addons: [{ name: 'vpc-cni' }] }, []],
  [{ iam: { withOIDC: true }, addonsConfig: { disableDefaultAddons: true } }, []],
  [{ iam: {} }, []],
])('D74: the account of the network add-on goes without saying: %j', (part, implied) => {
  expect(impliedAccounts(config(part)).map(accountText)).toEqual(implied)
})

test('an account without a namespace is in default, and globs are about namespace and name', () => {
  const accounts = accountsIn(
    config({ iam: { serviceAccounts: [{ metadata: { name: 'a' } }, { metadata: { name: 'b', namespace: 'jobs' } }] } }),
  )
  expect(accounts.map(accountText)).toEqual(['default/a', 'jobs/b'])
  expect(passingAccounts(accounts, { include: ['jobs/*'] }).map(accountText)).toEqual(['jobs/b'])
  expect(passingAccounts(accounts, { exclude: ['jobs/*'] }).map(accountText)).toEqual(['default/a'])
  expect(() => passingAccounts(accounts, { include: ['games/*'] })).toThrow('games/*')
})

test.each([
  [{ arn: 'arn:aws:iam::111122223333:role/a' }, { arn: 'arn:aws:iam::111122223333:role/a' }],
  [{ role: 'arn:aws:iam::111122223333:role/a' }, { arn: 'arn:aws:iam::111122223333:role/a' }],
  [{ account: '444455556666' }, { account: '444455556666' }],
])('aws-auth loses one ARN or one account: %j', (given, whom) => {
  expect(unmappedFromFlags(given)).toEqual(whom)
})

test.each([
  [{}, '--arn or --account must be set'],
  [{ arn: 'a', account: 'b' }, '--arn and --account'],
  [{ arn: 'a', role: 'b' }, '--arn and --role'],
])('and never none or both: %j', (given, words) => {
  expect(() => unmappedFromFlags(given)).toThrow(words)
})
