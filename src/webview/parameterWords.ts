import type { ParameterName } from "../core/parameters";
import type { t as translate } from "./translate";

/** What each parameter does, in a sentence for people who do not know it. */
export function meanings(t: typeof translate): Readonly<Record<ParameterName, string>> {
  return {
    temperature: t("Low: the likeliest words. High: more surprising ones."),
    top_p: t("Only the likeliest words that make up this share are considered."),
    max_tokens: t("The answer ends here, reasoning included."),
    reasoning_effort: t("How long a model that reasons thinks first."),
    response_format: t("Holds the answer to JSON, or to a schema."),
    stop: t("The answer ends before one of these. One a line; write \\n for a line break."),
    n: t("That many answers to each message, beside each other."),
    stream: t("Off: the answer comes in one piece, when it is complete."),
    seed: t("The same seed makes similar answers likelier."),
    presence_penalty: t("Above 0: words that occurred become less likely."),
    frequency_penalty: t("Above 0: the more often a word occurred, the less likely it is."),
    logit_bias: t("A JSON object: numbers of tokens, each with what is added to its likelihood."),
    logprobs: t("Asks for the probability of each token."),
    top_logprobs: t("How many likelier tokens for each; log probabilities must be on."),
    user: t("Names your user to the provider, who may look for abuse by it."),
    extra: t("A JSON object: what else goes into the body of the request."),
  };
}
