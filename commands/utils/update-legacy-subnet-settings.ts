import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { legacySubnetFlags } from '#src/flags/upkeep.ts'
import type { Answer } from '#src/output/answer.ts'
import { publicSubnets } from '#src/survey/public-subnets.ts'
import { updateLegacySubnets } from '#src/workflows/legacy-subnets.ts'

export default class UpdateLegacySubnetSettings extends EksxCommand {
  static override summary = 'Let public subnets of an old cluster give public addresses, as managed nodegroups need it'
  static override examples = ['<%= config.bin %> <%= command.id %> --cluster dev']
  static override args = { cluster: word('name of the cluster') }
  static override flags = legacySubnetFlags
  protected override readonly needs = ['cluster']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const name = this.cluster
    const { cluster, subnets } = await publicSubnets(app, name)
    const steps = updateLegacySubnets(cluster.name, app.regionName, subnets)
    return this.perform(steps, app, { kinds: ['update'], about: { cluster: name, region: app.regionName } })
  }
}
