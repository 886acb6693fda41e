import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { deleteAccessEntryFile, deleteAccessEntryFlags, principalsIn } from '#src/flags/remove-identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { doomedAccessEntries } from '#src/survey/doomed-identities.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { deleteAccessEntries } from '#src/workflows/delete-identities.ts'

export default class DeleteAccessEntry extends EksxCommand {
  static override summary = 'Let a role or a user into a cluster no more'
  static override aliases = ['delete:accessentries']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --principal-arn arn:aws:iam::111122223333:role/team',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override flags = deleteAccessEntryFlags
  protected override readonly purpose = 'access entries gone' as const
  protected override readonly fileRules = deleteAccessEntryFile
  protected override readonly needs = ['cluster', 'principal-arn']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(DeleteAccessEntry)
    const stated = this.file?.stated
    const cluster = await standingCluster(app, this.cluster)
    const wanted = stated === undefined ? [given['principal-arn'] ?? ''] : principalsIn(stated)
    const doomed = await doomedAccessEntries(app, cluster, { wanted, mustBe: stated === undefined })
    this.cautions(doomed.remarks)
    const steps = deleteAccessEntries(cluster.name, app.regionName, doomed.found)
    return this.perform(steps, app, { kinds: ['delete'], about: { cluster: cluster.name, region: app.regionName }, several: true })
  }
}
