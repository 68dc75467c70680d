import { writeFile } from 'node:fs/promises'
import {
  type AnchoredCheckpoint,
  type AuditSeals,
  CheckpointSigner,
  readCheckpoint,
  verifyAuditLog,
  writeCheckpoint,
} from '@agentsentry/pipeline'
import { Command, Option } from 'commander'
import { formatAuditReport, jsonAuditReport } from '../audit/format-audit-report.ts'
import { openAuditLog, unreadable } from '../audit/open-audit-log.ts'
import { CommandFailure } from '../command-failure.ts'
import { readText } from '../read-text.ts'

interface VerifyOptions {
  readonly checkpoint?: readonly string[]
  readonly publicKey?: readonly string[]
  readonly auditKey?: string
  readonly json?: true
}

const verify = new Command('verify')
  .description('Say whether the audit log is what was written, and where it first is not')
  .option('--checkpoint <file...>', 'checkpoints that were kept elsewhere; - is standard input')
  .option('--public-key <key...>', 'keys one of which must have signed the newest stored checkpoint')
  .addOption(
    new Option('--audit-key <key>', 'as --public-key, by the signing key').env('AGENTSENTRY_AUDIT_KEY').hideHelp(),
  )
  .option('--json', 'print the report as JSON')
  .addHelpText(
    'after',
    `
It reads the database that DATABASE_URL names and changes nothing; servers may go on writing to it. With
AGENTSENTRY_AUDIT_KEY set, the newest stored checkpoint must be signed with that key, or with one of --public-key.

What it finds and what it cannot find: docs/audit.md.

Exit code: 0 when the log is whole; 1 when it is not; 3 when it, or a checkpoint, cannot be read.

Examples:
  $ agentsentry audit verify
  $ agentsentry audit verify --checkpoint /mnt/write-once/*.json --json`,
  )
  .action(async ({ checkpoint = [], publicKey = [], auditKey, json }: VerifyOptions) => {
    const anchored = await Promise.all(checkpoint.map(readCheckpointFile))
    const publicKeys = [...publicKey, ...(auditKey ? [publicKeyOf(auditKey)] : [])]
    const beganMs = performance.now()
    const report = await reading((seals) => verifyAuditLog(seals, { anchored, publicKeys }))
    const durationMs = performance.now() - beganMs
    console.log(json ? JSON.stringify(jsonAuditReport(report), null, 2) : formatAuditReport(report, durationMs))
    if (report.fault !== null) process.exitCode = 1
  })

const checkpoint = new Command('checkpoint')
  .description('Print the newest checkpoint of the audit log, to be kept where nobody can change it')
  .option('--out <file>', 'write it there; a file that exists is left as it is')
  .addHelpText(
    'after',
    `
Exit code: 0; 3 when there is no checkpoint, or it cannot be read or written.

Example:
  $ agentsentry audit checkpoint --out "/mnt/write-once/$(date --iso-8601).json"`,
  )
  .action(async ({ out }: { out?: string }) => {
    const newest = await reading((seals) => seals.newestCheckpoint())
    if (newest === null) throw new CommandFailure('there is no checkpoint yet: nothing in the audit log is sealed')
    const text = writeCheckpoint(newest)
    if (out === undefined) process.stdout.write(text)
    else await writeNew(out, text)
  })

export const audit = new Command('audit')
  .description('Check the audit log against tampering')
  .addCommand(verify)
  .addCommand(checkpoint)

async function reading<Answer>(read: (seals: AuditSeals) => Promise<Answer>): Promise<Answer> {
  const { seals, close } = await openAuditLog()
  try {
    return await read(seals)
  } catch (error) {
    throw unreadable(error as Error)
  } finally {
    await close()
  }
}

async function readCheckpointFile(file: string): Promise<AnchoredCheckpoint> {
  const text = await readText(file)
  try {
    return { name: file, checkpoint: readCheckpoint(text) }
  } catch (error) {
    throw new CommandFailure(`\`${file}\` is no checkpoint: ${(error as Error).message}`)
  }
}

function publicKeyOf(auditKey: string): string {
  try {
    return new CheckpointSigner(auditKey).publicKey
  } catch (error) {
    throw new CommandFailure(`AGENTSENTRY_AUDIT_KEY: ${(error as Error).message}`)
  }
}

async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx' }).catch((error: Error) => {
    throw new CommandFailure(`\`${file}\` cannot be written: ${error.message}`)
  })
}
