import { execFile } from 'node:child_process'
import type { Files } from '../app.ts'
import type { ProgramEnd, Programs } from '../app/programs.ts'

/** Programs on the machine's PATH. */
export const programsOn = (files: Files): Programs => ({
  find: (name) => files.which(name),
  run: (path, args, { env = {}, signal }) =>
    new Promise<ProgramEnd>((resolve, reject) => {
      const options = { env: { ...files.env, ...env }, signal, maxBuffer: 16 * 1024 * 1024 }
      execFile(path, [...args], options, (error, stdout, stderr) => {
        if (error === null) return resolve({ exitCode: 0, stdout, stderr })
        if (typeof error.code === 'number') return resolve({ exitCode: error.code, stdout, stderr })
        reject(error)
      })
    }),
})
