import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { printConfig } from '#src/config/dry-run.ts'
import { badFlag, createNodegroupDry, createNodegroupFile, dryRunAllows, nameOf, nodegroupFlagsAgree } from '#src/flags/conflicts.ts'
import { createNodegroupFlags, joinWish } from '#src/flags/create.ts'
import { nodegroupNames, passing, withNodegroups } from '#src/flags/filter.ts'
import { stackOptions } from '#src/flags/groups.ts'
import { randomNodegroupName } from '#src/flags/names.ts'
import { nodegroupFromFlags } from '#src/flags/stated.ts'
import type { Answer } from '#src/output/answer.ts'
import { prepare, settled } from '#src/prepare.ts'
import { joiningNodes } from '#src/prepare/joining-nodes.ts'
import { createNodegroup } from '#src/workflows/create-nodegroup.ts'

export default class CreateNodegroup extends EksxCommand {
  static override summary = 'Add a nodegroup to a cluster'
  static override aliases = ['create:ng']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --name workers --nodes 3',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --include "gpu-*"',
  ]
  static override args = { name: word('name of the nodegroup') }
  static override flags = createNodegroupFlags
  protected override readonly purpose = 'create nodegroup' as const
  protected override readonly fileRules = createNodegroupFile
  protected override readonly needs = ['cluster']

  protected override check(): void {
    const given = this.flagsOf(CreateNodegroup)
    dryRunAllows(given, createNodegroupDry)
    if (given['config-file'] !== undefined) return
    nameOf('name', given.name, this.word)
    nodegroupFlagsAgree(given)
    if (given.version !== undefined && given.version !== 'auto' && given.managed !== false)
      throw badFlag(`--version=${given.version} needs --managed=false`, 'managed nodes take the version of the control plane')
  }

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(CreateNodegroup)
    const stated = nameOf('name', given.name, this.word)
    const nodegroup = stated ?? randomNodegroupName()
    const read = await this.read(() => nodegroupFromFlags(given, { cluster: this.cluster, region: app.regionName, nodegroup }))
    const config = read.origin === 'flags' ? read : withNodegroups(read, passing(nodegroupNames(read.stated), given))
    if (given['dry-run'] === true) return this.settledAnswer(await settled(config, app), printConfig)
    const found = await prepare(config, app)
    const { cluster, warnings } = await joiningNodes(app, found.cluster, found.live, joinWish(given))
    this.cautions([...found.warnings, ...warnings])
    const madeUp = config.origin === 'flags' && stated === undefined
    if (madeUp) this.say(`the nodegroup is named ${nodegroup}`)
    const nodegroups = cluster.nodegroups.map(({ name }) => name)
    return this.perform(createNodegroup(cluster, { ...stackOptions(given), ...joinWish(given) }), app, {
      kinds: ['create'],
      about: { cluster: cluster.name, region: cluster.region, nodegroups },
      resume: madeUp ? [`--name=${nodegroup}`] : [],
      several: nodegroups.length > 1,
    })
  }
}
