/** Questions that an expert remembers, to tell one that comes twice. */
const QUESTIONS_KEPT = 1000;

/** What each expert of a thread was asked: a question is answered once, however often it comes. */
export class AskedQuestions {
  readonly #byExpert = new Map<number, Set<string>>();

  /** From here on it can be asked. Returns false when it could be before. */
  open(position: number): boolean {
    if (this.#byExpert.has(position)) return false;
    this.#byExpert.set(position, new Set());
    return true;
  }

  /** Whether it can be asked, and was not asked this before. Remembers it. */
  isNew(position: number, question: string): boolean {
    const asked = this.#byExpert.get(position);
    if (asked === undefined || asked.has(question)) return false;
    asked.add(question);
    const [oldest] = asked;
    if (asked.size > QUESTIONS_KEPT && oldest !== undefined) asked.delete(oldest);
    return true;
  }
}
