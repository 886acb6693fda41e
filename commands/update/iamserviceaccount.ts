import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { nameOf } from '#src/flags/conflicts.ts'
import { onlyServiceAccounts } from '#src/flags/filter-accounts.ts'
import { stackOptions } from '#src/flags/groups.ts'
import { updatedServiceAccountFromFlags, updateServiceAccountFile, updateServiceAccountFlags } from '#src/flags/update-identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { mustHaveProvider, standing } from '#src/prepare/standing.ts'
import { withRolesThatStand } from '#src/survey/service-accounts.ts'
import { updateServiceAccounts } from '#src/workflows/update-identities.ts'

export default class UpdateIamServiceAccount extends EksxCommand {
  static override summary = 'Change what the role of a service account may do'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name reader --attach-policy-arn arn:aws:iam::aws:policy/AmazonS3FullAccess --approve',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --include "jobs/*" --approve',
  ]
  static override args = { name: word('name of the service account') }
  static override flags = updateServiceAccountFlags
  protected override readonly purpose = 'existing cluster' as const
  protected override readonly fileRules = updateServiceAccountFile
  protected override readonly needs = ['cluster', 'name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpdateIamServiceAccount)
    const name = nameOf('name', given.name, this.word) ?? ''
    const read = await this.read(() => updatedServiceAccountFromFlags(given, name, { cluster: this.cluster, region: app.regionName }))
    const found = await standing({ ...read, stated: onlyServiceAccounts(read.stated, given) }, app)
    await mustHaveProvider(app, found)
    const { cluster, remarks } = await withRolesThatStand(app, found.cluster)
    this.cautions([...found.warnings, ...remarks])
    const steps = updateServiceAccounts(cluster, stackOptions(given))
    if (given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, { kinds: ['update'], about: { cluster: cluster.name, region: cluster.region }, several: true })
  }
}
