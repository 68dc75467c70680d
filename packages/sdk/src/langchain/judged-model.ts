import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { AIMessage, BaseMessage } from '@langchain/core/messages'
import type { ChatResult } from '@langchain/core/outputs'
import { type Runnable, RunnableBinding } from '@langchain/core/runnables'

/** Takes what the model said, and gives what may be seen of it. */
export type JudgeMessage = (said: AIMessage) => Promise<AIMessage>

/**
 * A model whose every message is judged before anybody gets it: the agent, callbacks, and whoever reads a stream of messages or
 * events. What the model within streams goes nowhere, so a message comes whole.
 */
export function judgedModel(model: Runnable, judge: JudgeMessage): Runnable {
  if (!RunnableBinding.isRunnableBinding(model)) return new JudgedModel(model, judge)
  return new RunnableBinding({
    bound: judgedModel(model.bound, judge),
    config: model.config,
    kwargs: model.kwargs ?? {},
    ...(model.configFactories !== undefined && { configFactories: model.configFactories }),
  })
}

class JudgedModel extends BaseChatModel {
  private readonly model: Runnable & Partial<Pick<BaseChatModel, 'bindTools' | 'profile'>>
  private readonly judge: JudgeMessage

  constructor(model: Runnable, judge: JudgeMessage) {
    super({})
    this.model = model
    this.judge = judge
  }

  override get profile() {
    return this.model.profile ?? {}
  }

  override getName(suffix?: string): string {
    return this.model.getName(suffix)
  }

  override _llmType(): string {
    return 'judged'
  }

  override bindTools(...args: Parameters<NonNullable<BaseChatModel['bindTools']>>) {
    if (this.model.bindTools === undefined) throw new Error(`\`${this.getName()}\` takes no tools`)
    return new JudgedModel(this.model.bindTools(...args), this.judge)
  }

  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    // Without the run's callbacks, by which the text would be out before it is judged.
    const said = await this.model.invoke(messages, { ...options, callbacks: [] })
    const message = await this.judge(said)
    return { generations: [{ text: message.text, message }] }
  }
}
