export { type CaseFile, readCaseFile } from './cases/read-case-file.ts'
