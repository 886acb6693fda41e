import type { App } from '#src/app.ts'
import { EksxCommand, needed } from '#src/command.ts'
import { deregisterClusterFlags } from '#src/flags/register.ts'
import type { Answer } from '#src/output/answer.ts'
import { foundRegistration } from '#src/survey/registration.ts'
import { deregisterCluster } from '#src/workflows/deregister-cluster.ts'

export default class DeregisterCluster extends EksxCommand {
  static override summary = 'Have EKS forget a cluster that runs elsewhere'
  static override description = 'The role that was made for its agent goes too; the cluster itself runs on.'
  static override examples = ['<%= config.bin %> <%= command.id %> --name onprem --region eu-west-1']
  static override flags = deregisterClusterFlags

  protected override check(): void {
    needed(this.flagsOf(DeregisterCluster).name, 'name')
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const name = needed(this.flagsOf(DeregisterCluster).name, 'name')
    const steps = deregisterCluster(await foundRegistration(app, name), app.regionName)
    return this.perform(steps, app, {
      kinds: ['delete'],
      waits: true,
      end: `EKS has forgotten ${name}; in that cluster: kubectl delete namespace eks-connector`,
      about: { cluster: name, region: app.regionName },
    })
  }
}
