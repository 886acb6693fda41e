import type { App } from '#src/app.ts'
import { EksxCommand, needed } from '#src/command.ts'
import { providerFromFlags, registerClusterFlags } from '#src/flags/register.ts'
import type { Answer } from '#src/output/answer.ts'
import { connectorFile, registerCluster } from '#src/workflows/register-cluster.ts'

export default class RegisterCluster extends EksxCommand {
  static override summary = 'Let EKS see a cluster that runs elsewhere'
  static override description =
    'It writes the manifests of the EKS Connector into the working directory; apply them to that cluster within three days.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --name onprem --provider OTHER --region eu-west-1',
    '<%= config.bin %> <%= command.id %> --name gke-blue --provider GKE --role-arn arn:aws:iam::111122223333:role/eks-connector-agent',
  ]
  static override flags = registerClusterFlags

  protected override check(): void {
    const given = this.flagsOf(RegisterCluster)
    needed(given.name, 'name')
    providerFromFlags(given)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(RegisterCluster)
    const name = needed(given.name, 'name')
    const region = app.regionName
    const caller = await app.identity.caller()
    const steps = registerCluster({ name, region, caller, provider: providerFromFlags(given), roleArn: given['role-arn'] })
    return this.perform(steps, app, {
      kinds: ['create'],
      end: `cluster ${name} is registered in ${region}; within three days: kubectl apply -f eks-connector-clusterrole.yaml,eks-connector-console-dashboard-full-access-group.yaml,${connectorFile}`,
      about: { cluster: name, region },
    })
  }
}
