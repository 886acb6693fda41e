import { execFile, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Files } from '../app.ts'
import type { ProgramEnd, Programs } from '../app/programs.ts'

/** Programs on the machine's PATH. */
export const programsOn = (files: Pick<Files, 'env' | 'which'>): Programs => ({
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
  takeOver: (path, args, { env = {}, signal }) =>
    new Promise<number>((resolve, reject) => {
      const child = spawn(path, [...args], { stdio: 'inherit', env: { ...files.env, ...env } })
      const stop = (): void => void child.kill('SIGTERM')
      signal.addEventListener('abort', stop, { once: true })
      child.once('error', reject)
      child.once('close', (exitCode, name) => {
        signal.removeEventListener('abort', stop)
        resolve(exitCode ?? 128 + (name === null ? 0 : constants.signals[name]))
      })
    }),
})
