import { describe, expect, test } from 'vitest'
import { EksxError } from '#src/errors.ts'
import { arn, bool, cidr, duration, type Flags, int, map, oneOf, slice, string } from '#src/flags.ts'
import { readLine } from '#src/flags/read-line.ts'

const summary = 'for the test'
const flags: Flags = {
  name: string({ char: 'n', summary }),
  nodes: int({ char: 'N', summary }),
  managed: bool({ summary }),
  force: bool({ char: 'F', summary }),
  quiet: bool({ char: 'q', summary }),
  zones: slice({ char: 'z', summary }),
  tags: map({ char: 't', summary }),
  timeout: duration({ summary }),
  'vpc-cidr': cidr({ summary }),
  arn: arn({ summary }),
  mode: oneOf(['Single', 'Disable'], { char: 'm', summary }),
}

const reads: [line: string[], given: Record<string, unknown>, positionals?: string[]][] = [
  [['--name', 'a'], { name: 'a' }],
  [['--name=a'], { name: 'a' }],
  [['--name='], { name: '' }],
  [['--name', ''], { name: '' }],
  [['--name=a=b'], { name: 'a=b' }],
  [['--name', '--force'], { name: '--force' }],
  [['--name', '-'], { name: '-' }],
  [['--name=a', '--name=b'], { name: 'b' }],
  [['-n', 'a'], { name: 'a' }],
  [['-na'], { name: 'a' }],
  [['-n=a'], { name: 'a' }],
  [['-n='], { name: '=' }],
  [['-n', '-x'], { name: '-x' }],
  [['--nodes', '3'], { nodes: 3 }],
  [['--nodes=-1'], { nodes: -1 }],
  [['--nodes', '-1'], { nodes: -1 }],
  [['--nodes=+2'], { nodes: 2 }],
  [['--nodes=0x10'], { nodes: 16 }],
  [['--nodes=010'], { nodes: 8 }],
  [['--nodes=0b11'], { nodes: 3 }],
  [['--nodes=1_000'], { nodes: 1000 }],
  [['-N3'], { nodes: 3 }],
  [['-N=3'], { nodes: 3 }],
  [['--nodes=1', '-N', '2'], { nodes: 2 }],
  [['--managed'], { managed: true }],
  [['--managed=true'], { managed: true }],
  [['--managed=false'], { managed: false }],
  [['--managed=0'], { managed: false }],
  [['--managed=T'], { managed: true }],
  [['--managed=FALSE'], { managed: false }],
  [['--managed', 'false'], { managed: true }, ['false']],
  [['--managed=false', '--managed'], { managed: true }],
  [['-F'], { force: true }],
  [['-F=false'], { force: false }],
  [['-Fq'], { force: true, quiet: true }],
  [['-Fq=false'], { force: true, quiet: false }],
  [['-qN3'], { quiet: true, nodes: 3 }],
  [['-qn', 'a'], { quiet: true, name: 'a' }],
  [['--zones', 'a,b'], { zones: ['a', 'b'] }],
  [['--zones=a,b', '--zones=c'], { zones: ['a', 'b', 'c'] }],
  [['-za,b', '-z', 'c'], { zones: ['a', 'b', 'c'] }],
  [['--zones='], { zones: [] }],
  [['--zones=a, b'], { zones: ['a', ' b'] }],
  [['--zones="a,b",c'], { zones: ['a,b', 'c'] }],
  [['--zones="a ""b"""'], { zones: ['a "b"'] }],
  [['--zones=a,'], { zones: ['a', ''] }],
  [['--tags', 'a=b'], { tags: { a: 'b' } }],
  [['--tags=a=b,c=d'], { tags: { a: 'b', c: 'd' } }],
  [['--tags=a=b,c'], { tags: { a: 'b,c' } }],
  [['--tags=a=b', '--tags=a=c,d=e'], { tags: { a: 'c', d: 'e' } }],
  [['--tags=a='], { tags: { a: '' } }],
  [['-t', 'a=b=c,d=e'], { tags: { a: 'b=c', d: 'e' } }],
  [['--timeout', '1h20m'], { timeout: 4_800_000 }],
  [['--timeout=25m0s'], { timeout: 1_500_000 }],
  [['--timeout=1.5s'], { timeout: 1500 }],
  [['--timeout=0'], { timeout: 0 }],
  [['--timeout=300ms'], { timeout: 300 }],
  [['--timeout=-5s'], { timeout: -5000 }],
  [['--vpc-cidr', '10.60.0.0/20'], { 'vpc-cidr': '10.60.0.0/20' }],
  [['--vpc-cidr=10.60.1.2/20'], { 'vpc-cidr': '10.60.0.0/20' }],
  [['--arn=arn:aws:iam::111122223333:role/x'], { arn: 'arn:aws:iam::111122223333:role/x' }],
  [['--mode=Single'], { mode: 'Single' }],
  [['-mDisable'], { mode: 'Disable' }],
  [['a', '--force', 'b'], { force: true }, ['a', 'b']],
  [['--force', '--', '--name', 'a'], { force: true }, ['--name', 'a']],
  [['-'], {}, ['-']],
  [[''], {}, ['']],
  [[], {}],
]

describe('a line is read as pflag reads it', () => {
  test.each(reads)('%j', (line, given, positionals = []) => {
    expect(readLine(line, flags)).toEqual({ given, positionals })
  })
})

const refusals: [line: string[], message: RegExp, hint?: RegExp][] = [
  [['--nam=a'], /unknown flag --nam/, /--name/],
  [['--no-force'], /unknown flag --no-force/],
  [['--manage'], /unknown flag --manage$/, /--managed/],
  [['-x'], /unknown flag -x/],
  [['-Fx'], /unknown flag -x in -Fx/],
  [['--=a'], /bad flag syntax: --=a/],
  [['---name'], /bad flag syntax: ---name/],
  [['--name'], /--name needs a value/],
  [['-n'], /-n \(--name\) needs a value/],
  [['--nodes=x'], /--nodes=x: must be a whole number/],
  [['--nodes=1.5'], /--nodes=1\.5: must be a whole number/],
  [['--nodes='], /--nodes=: must be a whole number/],
  [['--nodes=3', '--nodes=x', '--nodes=4'], /--nodes=x/],
  [['--managed=yes'], /--managed=yes: must be true or false/],
  [['--managed='], /--managed=: must be true or false/],
  [['--tags=a'], /--tags=a: must be formatted as key=value/],
  [['--tags='], /--tags=: must be formatted as key=value/],
  [['--tags=a=b,c=d,e'], /key=value/],
  [['--zones=a"b'], /stray quotation mark/],
  [['--timeout=5'], /--timeout=5: must be a duration like 25m/],
  [['--timeout=5 m'], /duration/],
  [['--vpc-cidr=10.0.0.0'], /--vpc-cidr=10\.0\.0\.0: must be a range/],
  [['--arn=role/x'], /--arn=role\/x: must be an ARN/],
  [['--mode=single'], /--mode=single: must be one of Single, Disable/],
]

describe('a line that pflag refuses is refused, by the name of the flag, with exit code 64', () => {
  test.each(refusals)('%j', (line, message, hint = /(?:)/) => {
    const refused = (): unknown => readLine(line, flags)
    expect(refused).toThrow(message)
    expect(refused).toThrow(expect.objectContaining({ exitCode: 64 }))
    expect(refused).toThrow(expect.toSatisfy((error: unknown) => error instanceof EksxError && hint.test(error.hint ?? '')))
  })
})
