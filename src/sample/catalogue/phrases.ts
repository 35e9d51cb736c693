/** What is said: {a} and {b} are technologies, {c} an idea, {p} a colleague, {o} a team. */
export const phrases = {
  titles: [
    'Rolling out {a}', 'Why is {a} slow today?', 'Moving from {a} to {b}', '{c} with {a}', 'A review of {c}', '{a} and {b} side by side',
    'What {o} needs from {a}', 'Budget for {a}', 'Post-mortem: {a} was down', 'First steps with {b}',
  ],
  questions: [
    'How do we keep {a} from becoming the bottleneck once {b} goes live?',
    'Can you compare {a} and {b} for {c}? Two paragraphs are enough.',
    '{p} says that {a} already does this. Is that so?',
    'We see latency spikes in {a} every morning around nine. Where would you look first?',
    'What breaks first if we double the traffic on {a}?',
    'Write me a checklist for {c} before {o} signs it off.',
    'Explain {c} as you would to somebody who joined yesterday.',
    'Is there a cheaper way to do this than {a}?',
    'Please summarise what we decided about {b} so far.',
    'Our tests for {a} are flaky. What is the usual cause?',
    'Which of the two would you choose if you had to run it at night: {a} or {b}?',
    'How would you test {c} without a second cluster?',
    'Give me the shortest migration plan from {a} to {b} that can be rolled back.',
    'What does {o} have to change when we do that?',
    'Could {c} be the reason for the duplicates that {p} reported?',
    'The bill for last month looks wrong. Can {a} explain it?',
  ],
  answers: [
    'Start with {a} alone. Measure for a week, then add {b} behind a flag; the risk is in {c}, not in throughput.',
    'Both work. {a} is simpler to operate, {b} is faster once the data no longer fits in memory. For {c} I would take {a}.',
    'Partly. {a} gives you the ordering, but {c} is still yours to handle: keep the ids and drop what you have seen.',
    'Look at three things in this order: garbage collection, the slowest partition, and whether {b} takes a lock at that time.',
    'At twice the load the consumers fall behind first. {c} turns that into a delay instead of an outage.',
    'Here is a list: name an owner, write the rollback, rehearse it once, tell {o}, and set an alert before the change and not after it.',
    'In one sentence: {c} means that a second attempt does no harm. Everything else follows from it.',
    'Cheaper, yes: {b} on two small machines. You lose the dashboards that {p} built, so count that in.',
    'So far: {a} stays the source of truth, {b} is rebuilt from it, and nobody writes to {b} directly.',
    'The usual cause is time. Wait for the event you care about instead of sleeping, and give each test data of its own.',
    'At night I want the one that fails loudly. That is {a}.',
    'Run it against a recorded day. If the figures of {a} and of the recording differ by one row, {c} is not done.',
    'Three steps: write to both, compare for a week, read from {b}. Until the last step a rollback is one switch.',
    '{o} has to change one address and one dashboard. Everything else stays behind the API.',
    'It could. Two of the duplicates have the same id and different times, which is what a retry without {c} looks like.',
    'Most of it is storage that nothing reads. Thirty days of {a} in full, then daily totals, cuts it by two thirds.',
  ],
  followUps: ['Thanks, that helps.', 'Go on.', 'Can you give an example?', 'And what would {p} say to that?', 'Good. What about {b}?', 'I am not convinced yet.'],
  edits: [' (corrected)', ' Edit: the second number was wrong.', ' One more thing: this holds for {a} only.'],
  memories: [
    ['{u} prefers {a} over {b}.', 'preference', 'semantic'],
    ['{u} wants answers as short lists.', 'style', 'procedural'],
    ['{o} runs {a} in production and is paged for it.', 'fact', 'semantic'],
    ['{p} built the dashboards for {a}.', 'people', 'semantic'],
    ['In this session {u} decided to try {c} first.', 'decision', 'episodic'],
    ['Before a change to {b}, {u} asks for a rollback plan.', 'habit', 'procedural'],
    ['{a} had an outage that {u} remembers well.', 'incident', 'episodic'],
    ['The open question is whether {c} is worth its price.', 'question', 'working'],
  ],
  topics: ['Should {o} move from {a} to {b}?', 'Is {c} worth its price with {a}?', 'Shard {a} by tenant, or run one for each?', 'Who should own {a}: {o} or its users?'],
  arguments: {
    proposer: 'Yes. {a} has carried us for two years, and the figures on {c} show where it ends; {b} begins there.',
    critic: 'The figures leave out the cost of running {b} at night. Without a plan for {c} this trades one outage for another.',
    synthesizer: 'Both hold: move the reads to {b} first, keep {a} as the source of truth, and decide on the rest when {c} has been measured.',
  },
  conclusions: ['Move the reads first, decide on the writes in a month.', 'Keep {a}, and spend the effort on {c}.', 'Go ahead with {b}, with a rehearsed way back.'],
  reasons: ['It is the only option that can be undone.', 'It answers the cost of {c} with figures.', 'Both sides accepted its assumptions.'],
  summary: '{u} and the assistant weighed {a} against {b} for {c}. They agreed that {a} stays the source of truth, that {p} reviews the plan, and that {o} is told before anything changes.',
} as const;

/** Fills the gaps of a phrase. */
export function fill(phrase: string, words: Readonly<Record<string, string>>): string {
  return phrase.replace(/\{(\w)\}/g, (gap, name: string) => words[name] ?? gap);
}
