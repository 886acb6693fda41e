import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { capabilityChangeFromFlags, idleInUpdate, updateCapabilityFile, updateCapabilityFlags } from '#src/flags/capability.ts'
import type { Answer } from '#src/output/answer.ts'
import { standingCluster } from '#src/survey/standing.ts'
import { updateCapabilities } from '#src/workflows/update-capabilities.ts'

export default class UpdateCapability extends EksxCommand {
  static override summary = 'Give a capability another role, or Argo CD other settings'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name graphs --type KRO --role-arn arn:aws:iam::111122223333:role/graphs',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override flags = updateCapabilityFlags
  protected override readonly purpose = 'capabilities' as const
  protected override readonly fileRules = updateCapabilityFile
  protected override readonly needs = ['cluster', 'name', 'type']

  protected override check(): void {
    const given = this.flagsOf(UpdateCapability)
    if (given['config-file'] !== undefined) return
    const idle = idleInUpdate(given)
    if (idle.length > 0) this.caution(`${idle.join(', ')}: no effect, as in eksctl: only its role and its settings can be changed`)
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpdateCapability)
    const config = await this.read(() => capabilityChangeFromFlags(given, { cluster: this.cluster, region: app.regionName }))
    const { name } = await standingCluster(app, config.stated.metadata.name)
    const capabilities = config.stated.capabilities ?? []
    return this.perform(updateCapabilities(name, capabilities), app, {
      kinds: ['update'],
      waits: true,
      about: { cluster: name, region: app.regionName, capabilities: capabilities.map((one) => one.name) },
      several: capabilities.length > 1,
    })
  }
}
