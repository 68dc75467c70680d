import { ButtonLink } from '#components/button.tsx'
import { Logo } from '#components/logo.tsx'

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-4 px-4">
      <Logo />
      <h1 className="text-lg font-semibold">There is no such page</h1>
      <p className="text-muted">The address is not one of the dashboard.</p>
      <div>
        <ButtonLink href="/">To the overview</ButtonLink>
      </div>
    </main>
  )
}
