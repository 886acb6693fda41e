import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { word } from '#src/command/local.ts'
import { clusterMissing } from '#src/survey/missing.ts'
import { EksxError, exitCodes } from '#src/errors.ts'
import { conflict, nameOf } from '#src/flags/conflicts.ts'
import { getClusterFlags } from '#src/flags/get.ts'
import type { Answer } from '#src/output/answer.ts'
import { clusterList, oneCluster } from '#src/output/clusters.ts'
import { eksCluster } from '#src/output/eks-cluster.ts'
import { listed } from '#src/output/listing.ts'
import { listedClusters } from '#src/survey/cluster-list.ts'
import { clustersEverywhere } from '#src/survey/everywhere.ts'

export default class GetCluster extends EksxCommand {
  static override summary = 'List clusters, or show one'
  static override aliases = ['get:clusters']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --region eu-west-1',
    '<%= config.bin %> <%= command.id %> --all-regions',
    '<%= config.bin %> <%= command.id %> --name dev -o json',
  ]
  static override args = { name: word('name of a cluster') }
  static override flags = getClusterFlags

  protected override check(): void {
    const given = this.flagsOf(GetCluster)
    const name = nameOf('name', given.name, this.word)
    if (given['all-regions'] !== true) return
    if (name !== undefined) throw conflict('--all-regions', `the name "${name}"`)
    if (given.region !== undefined) this.caution(`--region=${given.region}: no effect with --all-regions`)
  }

  protected override async execute(app: App): Promise<Answer> {
    const given = this.flagsOf(GetCluster)
    const name = this.file?.stated.metadata.name ?? nameOf('name', given.name, this.word)
    if (name !== undefined) return this.#one(app, name)
    const look = { chunk: given['chunk-size'], namesOnly: this.form === 'name' }
    if (given['all-regions'] !== true) return listed(await listedClusters(app, look), clusterList)
    const { clusters, failures } = await clustersEverywhere(app, look)
    const incomplete =
      failures.length > 0 &&
      new EksxError('RegionsFailed', failures.map(({ region, reason }) => `${region}: ${reason}`).join('\n'), {
        exitCode: exitCodes.partial,
        hint: 'the list lacks these regions',
      })
    return { ...listed(clusters, clusterList), ...(incomplete && { incomplete }) }
  }

  async #one(app: App, name: string): Promise<Answer> {
    const cluster = await app.clusters.find(name)
    if (cluster !== undefined) return { ...listed([cluster], oneCluster), value: [eksCluster(cluster.raw)] }
    throw clusterMissing(name, app.regionName)
  }
}
