'use client'

import { Dialog } from '#components/dialog.tsx'

const keys = [
  ['j', 'next step'],
  ['k', 'step before'],
  ['Shift + J', 'next step that was not simply allowed'],
  ['Shift + K', 'the one before that was not simply allowed'],
  ['Enter', 'open or close the step'],
  ['?', 'this list'],
] as const

export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys" description="They work while you are not typing.">
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {keys.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded-sm border border-line-strong bg-sunken px-1.5 py-0.5 text-[0.8125rem]">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
