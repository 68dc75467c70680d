export { dashboardConfigSchema } from './settings.ts'
