export { type CaseFile, readCaseFile } from './cases/read-case-file.ts'
export { webConfigSchema } from './dashboard/web-config.ts'
