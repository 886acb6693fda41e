/** One character with its colour. */
interface Cell {
  readonly text: string
  readonly style: string
}

const styles: Readonly<Record<string, string>> = { '31': 'r', '32': 'g', '33': 'y', '2': 'd', '1': 'b', '22': '', '39': '' }

/** An escape sequence, or one character. */
const sequences = new RegExp(String.raw`${String.fromCodePoint(27)}\[([?\d;]*)([A-Za-z])|[\s\S]`, 'g')

/** As much of a terminal as eksx uses: it moves up, clears, and takes colours. */
export class Screen {
  readonly #columns: number
  #rows: Cell[][] = [[]]
  #row = 0
  #column = 0
  #style = ''

  constructor(columns: number) {
    this.#columns = columns
  }

  /** Takes text with the sequences in it. */
  write(text: string): void {
    for (const [whole, arguments_ = '', command = ''] of text.matchAll(sequences)) {
      if (command === '') this.#put(whole)
      else this.#obey(command, arguments_)
    }
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0
    else if (character === '\n') this.#move(this.#row + 1, 0)
    else if (this.#column < this.#columns) {
      const row = this.#rows[this.#row] ?? []
      while (row.length < this.#column) row.push({ text: ' ', style: '' })
      row[this.#column] = { text: character, style: this.#style }
      this.#column += 1
    }
  }

  #move(row: number, column: number): void {
    this.#row = Math.max(0, row)
    this.#column = column
    while (this.#rows.length <= this.#row) this.#rows.push([])
  }

  #obey(command: string, arguments_: string): void {
    if (command === 'A') this.#move(this.#row - (Number(arguments_) || 1), this.#column)
    else if (command === 'K') (this.#rows[this.#row] ?? []).length = this.#column
    else if (command === 'J') this.#rows = [...this.#rows.slice(0, this.#row), (this.#rows[this.#row] ?? []).slice(0, this.#column)]
    else if (command === 'm') this.#style = styles[arguments_] ?? ''
  }

  /** What stands on it now, under the line that was typed. */
  svg(typed: string): string {
    const lines = [`<tspan class="b">$ ${escaped(typed)}</tspan>`.replace(/(.{118}\S*) /, '$1\n'), ...this.#rows.map(spans)]
    const text = lines.flatMap((line) => line.split('\n')).map((line, i) => `<text x="16" y="${44 + i * 19}">${line}</text>`)
    const height = 60 + text.length * 19
    const width = 16 * 2 + Math.max(this.#columns, 124) * 7.9
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="eksx creates a cluster">`,
      '<style>text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#d7dae0;white-space:pre}.g{fill:#7bc47f}.r{fill:#ef7a7a}.y{fill:#e0b860}.d{fill:#8a919e}.b{fill:#fff;font-weight:600}</style>',
      `<rect width="${width}" height="${height}" rx="10" fill="#1c1f26"/><circle cx="20" cy="18" r="5" fill="#ef7a7a"/><circle cx="38" cy="18" r="5" fill="#e0b860"/><circle cx="56" cy="18" r="5" fill="#7bc47f"/>`,
      ...text,
      '</svg>\n',
    ].join('\n')
  }
}

function spans(row: readonly Cell[]): string {
  const runs: { style: string; text: string }[] = []
  for (const { text, style } of row) {
    const last = runs.at(-1)
    if (last?.style === style) last.text += text
    else runs.push({ style, text })
  }
  return runs.map(({ style, text }) => (style === '' ? escaped(text) : `<tspan class="${style}">${escaped(text)}</tspan>`)).join('')
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
