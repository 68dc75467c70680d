'use client'

import { useOptimistic, useTransition } from 'react'
import { Switch } from '#components/switch.tsx'
import { useToast } from '#components/toast.tsx'
import { toggleRule } from './actions.ts'

/** Switches a rule on or off at once; where the server refuses, it goes back and says why. */
export function RuleToggle({ id, name, enabled }: { id: number; name: string; enabled: boolean }) {
  const [shown, show] = useOptimistic(enabled)
  const [, startTransition] = useTransition()
  const toast = useToast()
  function change(next: boolean) {
    startTransition(async () => {
      show(next)
      const result = await toggleRule(id, next)
      if (result.ok) toast({ title: `${next ? 'Switched on' : 'Switched off'}: ${short(name)}` })
      else
        toast({ title: `Still ${enabled ? 'on' : 'off'}: ${short(name)}`, description: result.message, tone: 'failed' })
    })
  }
  return <Switch label={`${short(name)} enabled`} checked={shown} onCheckedChange={change} />
}

function short(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}…` : name
}
