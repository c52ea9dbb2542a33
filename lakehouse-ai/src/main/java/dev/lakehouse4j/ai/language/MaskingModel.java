package dev.lakehouse4j.ai.language;

/** Masks personal data in prompts; placeholders in the answer stay placeholders. */
final class MaskingModel implements TextModel {

    private final TextModel model;
    private final PersonalData personalData;

    MaskingModel(TextModel model, PersonalData personalData) {
        this.model = model;
        this.personalData = personalData;
    }

    @Override
    public Completion complete(Prompt prompt) {
        // One document: the same value has the same placeholder in both parts.
        PersonalData.Document document = personalData.document();
        return model.complete(
                new Prompt(document.mask(prompt.system()), document.mask(prompt.user()), prompt.maxOutputTokens()));
    }

    @Override
    public String name() {
        return model.name();
    }
}
