import { asText } from '../template/document.ts'
import { invalid } from '../errors.ts'
import type { OutputRecord, StackRecord } from '../state.ts'
import { resolve } from '../template/resolve.ts'
import type { Scope } from '../template/resolve.ts'
import type { OutputDeclaration } from '../template/document.ts'
import { importsIn } from './prepare.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run.ts'
import { exportNamed, importersOf, scopeOf } from './scope.ts'

/** Works out the outputs of a stack whose resources stand; refuses names that another stack exports, and changes of exports in use. */
export async function workOutOutputs(run: Run, prepared: Prepared): Promise<OutputRecord[]> {
  const scope = scopeOf(run, prepared)
  const outputs = await Promise.all(Object.entries(prepared.outputs).map(([key, declaration]) => outputOf(key, declaration, scope)))
  const names = outputs.flatMap((output) => (output.exportName === undefined ? [] : [output.exportName]))
  const twin = names.find((name, at) => names.indexOf(name) !== at)
  if (twin !== undefined) throw invalid(`Template format error: Output export name ${twin} is used more than once`)
  for (const name of names) {
    const other = exportNamed(run.call, name)
    if (other && other.stack !== run.stack) throw invalid(`Export with name ${name} is already exported by stack ${other.stack.name}`)
  }
  refuseChangesInUse(run, outputs)
  return outputs
}

async function outputOf(key: string, declaration: OutputDeclaration, scope: Scope): Promise<OutputRecord> {
  const value = await resolve(declaration.Value, scope)
  if (typeof value === 'object') throw invalid('Template format error: The Value field of every Outputs member must evaluate to a String.')
  const name = declaration.Export === undefined ? undefined : await resolve(declaration.Export.Name, scope)
  return {
    key,
    value: asText(value ?? ''),
    description: declaration.Description,
    exportName: name === undefined ? undefined : asText(name),
  }
}

function refuseChangesInUse(run: Run, outputs: readonly OutputRecord[]): void {
  for (const old of run.stack.outputs) {
    if (old.exportName === undefined) continue
    const users = importersOf(run.call, old.exportName)
    const now = outputs.find((one) => one.exportName === old.exportName)
    if (users.length === 0 || now?.value === old.value) continue
    throw invalid(`Export ${old.exportName} cannot be ${now ? 'updated' : 'deleted'} as it is in use by ${users.join(', ')}`)
  }
}

/** The first export of a stack that another one uses, in AWS's words; undefined where the stack may go. */
export function exportInUse(run: Pick<Run, 'call'>, stack: StackRecord): string | undefined {
  for (const { exportName } of stack.outputs) {
    const users = exportName === undefined ? [] : importersOf(run.call, exportName)
    if (users.length > 0) return `Export ${exportName} cannot be deleted as it is in use by ${users.join(', ')}`
  }
  return undefined
}

/** Looks all imports of a template up before any resource is touched; throws where one is missing. */
export async function settleImports(run: Run, prepared: Prepared): Promise<string[]> {
  const before = [...run.stack.imports]
  run.stack.imports = []
  const scope = scopeOf(run, prepared)
  try {
    for (const argument of importsIn(prepared)) await resolve({ 'Fn::ImportValue': argument }, scope)
  } catch (error) {
    run.stack.imports = before
    throw error
  }
  return before
}
