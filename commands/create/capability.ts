import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { createCapabilityFile, capabilityFromFlags, createCapabilityFlags } from '#src/flags/capability.ts'
import type { Answer } from '#src/output/answer.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { createCapabilities } from '#src/workflows/create-capabilities.ts'

export default class CreateCapability extends EksxCommand {
  static override summary = 'Let EKS run a controller for a cluster: ACK, kro or Argo CD'
  static override aliases = ['create:capabilities']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name graphs --type KRO',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override flags = createCapabilityFlags
  protected override readonly purpose = 'capabilities' as const
  protected override readonly fileRules = createCapabilityFile
  protected override readonly needs = ['cluster', 'name', 'type']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(CreateCapability)
    const config = await this.read(() => capabilityFromFlags(given, { cluster: this.cluster, region: app.regionName }))
    const { name } = await standingCluster(app, config.stated.metadata.name)
    const capabilities = config.stated.capabilities ?? []
    return this.perform(createCapabilities(config.stated, app.regionName), app, {
      kinds: ['create'],
      about: { cluster: name, region: app.regionName, capabilities: capabilities.map((one) => one.name) },
      several: capabilities.length > 1,
    })
  }
}
