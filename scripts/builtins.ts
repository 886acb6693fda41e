/** What stands in for `require` in an ES module, where all that CommonJS code can ask for is Node's own modules. */
export const builtinsAsRequire = 'const require=process.getBuiltinModule;'

/** An import of one of Node's modules, as esbuild prints it minified. */
const imported = /\bimport(?: (?<whole>[\w$]+)|\*as (?<all>[\w$]+))?,?(?:\{(?<named>[^}]*)\})?(?: ?from)?"(?<path>node:[\w/]+)";?/g

/**
 * A module that takes Node's own modules as they are. An `import` of one reads each of its exports, which for `http` and `crypto` means to
 * load fetch, WebSocket and Web Crypto: tens of milliseconds for nothing.
 */
export function withPlainBuiltins(source: string): string {
  const declared: string[] = []
  const rest = source.replaceAll(imported, (...found) => {
    const { whole, all, named, path = '' } = found.at(-1) as Record<string, string | undefined>
    const from = `process.getBuiltinModule("${path}")`
    for (const name of [whole, all]) if (name !== undefined) declared.push(`const ${name}=${from};`)
    if (named !== undefined) declared.push(`const{${named.replaceAll(' as ', ':')}}=${from};`)
    return ''
  })
  return declared.join('') + rest.replaceAll(/\bimport\("(node:[\w/]+)"\)/g, 'Promise.resolve(process.getBuiltinModule("$1"))')
}
