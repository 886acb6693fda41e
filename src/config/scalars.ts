/** The words of YAML 1.1 that are no text, as Go's reader knows them. */
const words = new Map<string, boolean | null | number>([
  ...named(true, ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']),
  ...named(false, ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']),
  ...named(null, ['', '~', 'null', 'Null', 'NULL']),
  ...named(NaN, ['.nan', '.NaN', '.NAN']),
  ...named(Infinity, ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']),
  ...named(-Infinity, ['-.inf', '-.Inf', '-.INF']),
])

const integer = /^[+-]?(?:0x[\da-f]+|0b[01]+|0o?[0-7]+|0|[1-9]\d*)$/i
const decimal = /^[+-]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[+-]?\d+)?$/i

/** What a plain word of YAML stands for, as Go reads it: `yes` and `n` are booleans, `010` and `0o10` are eight; times and dates are text. */
export function plainValue(text: string): string | number | boolean | null {
  const word = words.get(text)
  if (word !== undefined) return word
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '')
  if (!/^[-+.\d]/.test(text)) return text
  if (integer.test(digits)) return wholeNumber(digits)
  const number = decimal.test(digits) ? Number(digits) : NaN
  return Number.isFinite(number) ? number : text
}

/** `-0x1f`, `0b11`, `017`: an old octal begins with a zero alone. */
function wholeNumber(digits: string): number {
  const bare = digits.replace(/^[+-]/, '')
  const size = Number(/^0\d/.test(bare) ? `0o${bare.slice(1)}` : bare)
  return digits.startsWith('-') && size !== 0 ? -size : size
}

function named(value: boolean | null | number, spellings: readonly string[]): [string, boolean | null | number][] {
  return spellings.map((spelling) => [spelling, value])
}
