import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { nameOf } from '#src/flags/conflicts.ts'
import {
  accountsIn,
  deleteServiceAccountFile,
  deleteServiceAccountFlags,
  impliedAccounts,
  passingAccounts,
} from '#src/flags/remove-identities.ts'
import type { Answer } from '#src/output/answer.ts'
import { doomedServiceAccounts, serviceAccountsBut } from '#src/survey/doomed-identities.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { deleteServiceAccounts } from '#src/workflows/delete-identities.ts'

export default class DeleteIamServiceAccount extends EksxCommand {
  static override summary = 'Delete a service account and its role'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name reader --wait',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --only-missing --approve',
  ]
  static override args = { name: word('name of the service account') }
  static override flags = deleteServiceAccountFlags
  protected override readonly purpose = 'service accounts gone' as const
  protected override readonly fileRules = deleteServiceAccountFile
  protected override readonly needs = ['cluster', 'name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(DeleteIamServiceAccount)
    const stated = this.file?.stated
    const cluster = await standingCluster(app, this.cluster)
    const named = { namespace: given.namespace || 'default', name: nameOf('name', given.name, this.word) ?? '' }
    const listed = stated === undefined ? [named] : accountsIn(stated)
    const others = stated !== undefined && given['only-missing'] === true ? [...listed, ...impliedAccounts(stated)] : undefined
    const names = others === undefined ? listed : await serviceAccountsBut(app, cluster.name, others)
    const doomed = await doomedServiceAccounts(app, cluster, { wanted: passingAccounts(names, given), mustBe: stated === undefined })
    this.cautions(doomed.remarks)
    const steps = deleteServiceAccounts(cluster, app.regionName, doomed.found, {
      wait: given.wait === true,
      roleArn: given['cfn-role-arn'],
    })
    if (stated !== undefined && given.approve !== true) return this.planned(steps, app)
    return this.perform(steps, app, { kinds: ['delete'], about: { cluster: cluster.name, region: app.regionName }, several: true })
  }
}
