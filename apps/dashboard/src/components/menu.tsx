'use client'

import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { allowOwnStyles } from './style-nonce.ts'

/** A menu of things to do. `trigger` is one element that takes a ref, such as `Button`; inside go `MenuItem`s. */
export function Menu({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
  return (
    <Radix.Root modal={false} onOpenChange={allowOwnStyles}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 rounded-md border border-line bg-raised p-1 shadow-lg"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** With `asChild`, a link or button of one's own. */
export function MenuItem({
  danger = false,
  className,
  ...rest
}: ComponentProps<typeof Radix.Item> & { danger?: boolean }) {
  return (
    <Radix.Item
      {...rest}
      className={classNames(
        'flex min-h-10 cursor-pointer items-center gap-2 rounded-sm px-2.5 outline-none md:min-h-8',
        'data-[highlighted]:bg-hover data-[disabled]:opacity-55',
        danger && 'text-danger',
        className,
      )}
    />
  )
}

export const MenuSeparator = () => <Radix.Separator className="my-1 h-px bg-line" />
