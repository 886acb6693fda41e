import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { zonalShiftFile, zonalShiftFlags } from '#src/flags/control-plane.ts'
import type { Answer } from '#src/output/answer.ts'
import { changeableCluster } from '#src/survey/control-plane.ts'
import { zonalShift } from '#src/workflows/control-plane-settings.ts'

export default class UpdateZonalShiftConfig extends EksxCommand {
  static override summary = 'Let ARC shift traffic away from a zone in trouble, or stop that'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --enable-zonal-shift',
    '<%= config.bin %> <%= command.id %> --cluster dev --enable-zonal-shift=false',
  ]
  static override flags = zonalShiftFlags
  protected override readonly purpose = 'zonal shift' as const
  protected override readonly fileRules = zonalShiftFile
  protected override readonly needs = ['cluster', 'enable-zonal-shift']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(UpdateZonalShiftConfig)
    const { name } = await changeableCluster(app, this.cluster)
    const steps = zonalShift(name, this.file?.stated.zonalShiftConfig?.enabled ?? given['enable-zonal-shift'] === true)
    return this.perform(steps, app, { kinds: ['update'], about: { cluster: name, region: app.regionName } })
  }
}
