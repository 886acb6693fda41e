import type { Call } from '../../service.ts'
import { createStack, takeBack } from '../engine/create.ts'
import { deleteStack } from '../engine/delete.ts'
import type { Prepared } from '../engine/prepare.ts'
import { bringAllBack, removeRest } from '../engine/roll-back-update.ts'
import { inBackground, type Run } from '../engine/run.ts'
import { cleanUp, updateStack } from '../engine/update.ts'
import { stateSlot } from '../state.ts'
import { preparedFor, runFor } from './lookup.ts'

/** What goes on in each status that does not last; `old` is what the stack was before its update. */
const work: Readonly<Record<string, (run: Run, prepared: Prepared, old: Prepared) => Promise<void>>> = {
  CREATE_IN_PROGRESS: (run, prepared) => createStack(run, prepared),
  ROLLBACK_IN_PROGRESS: (run) => takeBack(run),
  UPDATE_IN_PROGRESS: (run, prepared, old) => updateStack(run, prepared, old),
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: (run, prepared) => cleanUp(run, prepared),
  UPDATE_ROLLBACK_IN_PROGRESS: (run, _, old) => bringAllBack(run, old, run.stack.asked.skip ?? []),
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: (run) => removeRest(run),
  DELETE_IN_PROGRESS: (run) => deleteStack(run, undefined),
}

/** Goes on with the stacks of a region on which work was under way when the sandbox stopped. */
export async function resumeStacks(call: Call): Promise<void> {
  for (const stack of call.state(stateSlot).stacks) {
    const goOn = work[stack.status]
    if (goOn === undefined) continue
    const run = runFor(call, stack, { resumed: true })
    const prepared = await preparedFor(call, stack, stack.setup)
    const old = await preparedFor(call, stack, stack.before ?? stack.setup)
    inBackground(run, () => goOn(run, prepared, old))
  }
}
