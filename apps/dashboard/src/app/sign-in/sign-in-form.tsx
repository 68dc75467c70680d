'use client'

import { useActionState } from 'react'
import { Button } from '#components/button.tsx'
import { Input } from '#components/controls.tsx'
import { Field } from '#components/field.tsx'
import { FormError } from '#components/form-error.tsx'
import { signIn } from './sign-in.ts'

export function SignInForm({ next }: { next: string }) {
  const [{ message }, submit, isPending] = useActionState(signIn, { message: null })
  return (
    <form action={submit} className="flex flex-col gap-3">
      <input type="hidden" name="next" value={next} />
      <Field
        label="Key"
        hint="It goes to this server once, and stays here in a sealed cookie that scripts cannot read."
      >
        {(control) => (
          <Input
            {...control}
            name="key"
            type="password"
            required
            autoComplete="current-password"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <FormError message={message} />
      <Button type="submit" variant="primary" disabled={isPending}>
        {isPending ? 'Signing in …' : 'Sign in'}
      </Button>
    </form>
  )
}
