'use client'

import { useEffect, useState } from 'react'
import { currentRules } from '../actions.ts'
import type { EngineLink } from './engine-link.ts'

/** Tells the engine all rules as they are stored. The number grows when it knows them; the text says why it does not. */
export function useStoredRules(
  engine: () => EngineLink,
  editedId: number | null,
  /** They are asked for anew when this changes. */
  token: unknown = null,
): readonly [version: number, trouble: string | null] {
  const [version, setVersion] = useState(0)
  const [trouble, setTrouble] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the token says that they may have changed
  useEffect(() => {
    let isOver = false
    currentRules().then((rules) => {
      if (isOver) return
      if (!rules.ok) return setTrouble(rules.message)
      engine().useRules({ rules: rules.value, editedId })
      setVersion((before) => before + 1)
    })
    return () => {
      isOver = true
    }
  }, [engine, editedId, token])
  return [version, trouble]
}
