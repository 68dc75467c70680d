'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { type Theme, themeCookie, themes } from '../theme.ts'
import { IconButton } from './button.tsx'

const icons = { system: Monitor, light: Sun, dark: Moon }
const yearSeconds = 365 * 24 * 60 * 60

/** Goes from the system's theme to light to dark. A cookie keeps the choice, so that the server draws the right one at once. */
export function ThemeToggle({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial)
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] as Theme
  const Icon = icons[theme]
  function change() {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where HTTP is spoken, and in Firefox
    document.cookie = `${themeCookie}=${next}; path=/; max-age=${yearSeconds}; samesite=lax`
    if (next === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = next
    setTheme(next)
  }
  return (
    <IconButton label={`Theme: ${theme}. Change to ${next}`} size="small" variant="quiet" onClick={change}>
      <Icon aria-hidden="true" className="size-4" />
    </IconButton>
  )
}
