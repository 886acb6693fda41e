import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { badFlag, nameOf } from '#src/flags/conflicts.ts'
import { getServiceAccountFlags } from '#src/flags/get.ts'
import type { Answer } from '#src/output/answer.ts'
import { listed } from '#src/output/listing.ts'
import { serviceAccountList } from '#src/output/parts.ts'
import { listedServiceAccounts } from '#src/survey/service-account-list.ts'
import { lookedAt } from '#src/survey/standing.ts'

export default class GetIamServiceAccount extends EksxCommand {
  static override summary = 'List the service accounts with IAM roles, or show one'
  static override aliases = ['get:iamserviceaccounts']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev',
    '<%= config.bin %> <%= command.id %> --cluster dev --namespace kube-system',
    '<%= config.bin %> <%= command.id %> --cluster dev --namespace kube-system --name ebs-csi -o yaml',
  ]
  static override args = { name: word('name of a service account') }
  static override flags = getServiceAccountFlags
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(GetIamServiceAccount)
    if (this.file !== undefined && this.file.stated.iam?.withOIDC !== true)
      throw badFlag(
        'the file does not state iam.withOIDC: true',
        'service accounts take their roles by OIDC; state it, or name the cluster by --cluster',
      )
    const only = nameOf('name', given.name, this.word)
    const cluster = await lookedAt(app, this.cluster)
    return listed(await listedServiceAccounts({ app, cluster, only, namespace: given.namespace || undefined }), serviceAccountList)
  }
}
