import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { badFlag } from '#src/flags/conflicts.ts'
import { deleteCapabilityFlags } from '#src/flags/remove-parts.ts'
import type { Answer } from '#src/output/answer.ts'
import { doomedCapabilities } from '#src/survey/doomed-parts.ts'
import { partMissing } from '#src/survey/missing.ts'
import { deleteCapabilities } from '#src/workflows/delete-capabilities.ts'

export default class DeleteCapability extends EksxCommand {
  static override summary = 'Delete a capability, and the role that was made for it'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name graphs',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml',
  ]
  static override flags = deleteCapabilityFlags
  protected override readonly needs = ['cluster', 'name']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(DeleteCapability)
    const cluster = this.cluster
    const names = this.file === undefined ? [given.name ?? ''] : this.#listed()
    const { capabilities, missing } = await doomedCapabilities(app, cluster, names)
    for (const name of missing) {
      if (this.file === undefined) throw partMissing('capability', name, cluster, app.regionName)
      this.say(`capability ${name} is not there`)
    }
    return this.perform(deleteCapabilities(cluster, app.regionName, capabilities), app, {
      kinds: ['delete'],
      waits: true,
      about: { cluster, region: app.regionName, capabilities: names },
      several: capabilities.length > 1,
    })
  }

  #listed(): string[] {
    const listed = this.file?.stated.capabilities
    this.mustList(listed, 'capabilities')
    return (listed ?? []).map(({ name }, i) => {
      if (!name) throw badFlag(`capabilities[${i}].name must be set`)
      return name
    })
  }
}
