import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { nameOf } from '#src/flags/conflicts.ts'
import { stackOptions } from '#src/flags/groups.ts'
import { serviceAccountFile, serviceAccountFlags, serviceAccountFromFlags } from '#src/flags/identities.ts'
import { onlyServiceAccounts } from '#src/flags/filter-accounts.ts'
import type { Answer } from '#src/output/answer.ts'
import { mustHaveProvider, standing } from '#src/prepare/standing.ts'
import { freeServiceAccounts } from '#src/survey/service-accounts.ts'
import { createServiceAccounts } from '#src/workflows/join-cluster.ts'

export default class CreateIamServiceAccount extends EksxCommand {
  static override summary = 'Give a service account a role of its own'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name reader --attach-policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess --approve',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --include "kube-system/*" --approve',
  ]
  static override args = { name: word('name of the service account') }
  static override flags = serviceAccountFlags
  protected override readonly purpose = 'existing cluster' as const
  protected override readonly fileRules = serviceAccountFile
  protected override readonly needs = ['cluster', 'name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(CreateIamServiceAccount)
    const name = nameOf('name', given.name, this.word) ?? ''
    const read = await this.read(() => serviceAccountFromFlags(given, name, { cluster: this.cluster, region: app.regionName }))
    const found = await standing({ ...read, stated: onlyServiceAccounts(read.stated, given) }, app)
    this.cautions(found.warnings)
    await mustHaveProvider(app, found)
    const takeOver = given['override-existing-serviceaccounts'] === true
    const { cluster, taken } = takeOver
      ? { cluster: found.cluster, taken: [] }
      : await freeServiceAccounts(app, found.cluster, found.live.cluster)
    this.cautions(
      taken.map((one) => `service account ${one} exists and is left as it is; --override-existing-serviceaccounts takes it over`),
    )
    const steps = createServiceAccounts(cluster, stackOptions(given))
    if (given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, { kinds: ['create'], about: { cluster: cluster.name, region: cluster.region }, several: true })
  }
}
