/** Our own version; kept equal to package.json by a test, so that start-up reads no file. */
export const version = '0.1.0'
