import { defineConfig } from 'vitest/config'

/** `npm test` leaves out the tests that take long; `npm run check` runs them too. */
const slow = process.env['EKSX_SLOW'] === undefined ? ['test/**/*.slow.test.ts'] : []

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: slow,
    experimental: { viteModuleRunner: false },
    testTimeout: 60_000,
    maxWorkers: 2,
    // Every file would load the SDK's clients anew; tests put back what they change.
    isolate: false,
  },
})
