package dev.lakehouse4j.ai.summary;

/** The sections of a summary, in their order. */
public enum Topic {
    /** How the business does as a whole. */
    BUSINESS_HEALTH("Business health", "Saúde do negócio"),
    /** What makes the revenue. */
    REVENUE_DRIVERS("Revenue drivers", "O que move a receita"),
    /** Late deliveries, what they cost and where they arise. */
    DELIVERY_RISKS("Delivery risks", "Riscos na entrega"),
    /** What customers say. */
    CUSTOMER_SENTIMENT("Customer sentiment", "A voz do cliente"),
    /** What to do. */
    RECOMMENDATIONS("Recommendations", "Recomendações");

    private final String english;
    private final String portuguese;

    Topic(String english, String portuguese) {
        this.english = english;
        this.portuguese = portuguese;
    }

    /**
     * The title of the section.
     *
     * @param language language of the summary
     * @return the title
     */
    public String title(Language language) {
        return language == Language.PORTUGUESE ? portuguese : english;
    }
}
