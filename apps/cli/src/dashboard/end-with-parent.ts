// Loaded into the process of the dashboard before its server, and into that which builds it. The channel to the process that
// started it breaks when that ends, however it ends: a dashboard that nobody looks after would only hold its port, and a
// build that nobody waits for the processor. Processes that these start load it too; their channel is their own affair.
if (process.env.AGENTSENTRY_STARTED_BY === String(process.ppid)) {
  process.once('disconnect', () => process.exit(0))
  // A channel that is open must not keep alive a process that has nothing else to do.
  process.channel?.unref()
}
