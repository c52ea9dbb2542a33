package dev.lakehouse4j.ai.language;

/** The check digits of Brazilian tax numbers and of payment cards. */
final class CheckDigits {

    private static final int CPF_LENGTH = 11;
    private static final int CNPJ_LENGTH = 14;
    private static final int SHORTEST_CARD = 13;
    private static final int LONGEST_CARD = 19;

    private CheckDigits() {}

    static boolean isCpf(String digits) {
        return digits.length() == CPF_LENGTH
                && !isOneDigitOnly(digits)
                && modulo11(digits, 9, 10) == digits.charAt(9) - '0'
                && modulo11(digits, 10, 11) == digits.charAt(10) - '0';
    }

    static boolean isCnpj(String digits) {
        return digits.length() == CNPJ_LENGTH
                && !isOneDigitOnly(digits)
                && modulo11(digits, 12, 9) == digits.charAt(12) - '0'
                && modulo11(digits, 13, 9) == digits.charAt(13) - '0';
    }

    /** Weights run from 2 upwards, from the right, and start again after the greatest. */
    private static int modulo11(String digits, int length, int greatestWeight) {
        int sum = 0;
        int weight = 2;
        for (int i = length - 1; i >= 0; i--) {
            sum += (digits.charAt(i) - '0') * weight;
            weight = weight == greatestWeight ? 2 : weight + 1;
        }
        int rest = sum % 11;
        return rest < 2 ? 0 : 11 - rest;
    }

    /** Luhn's check digit, ISO/IEC 7812. */
    static boolean isCard(String digits) {
        if (digits.length() < SHORTEST_CARD || digits.length() > LONGEST_CARD || isOneDigitOnly(digits)) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int value = i % 2 == 0 ? digit : digit * 2;
            sum += value > 9 ? value - 9 : value;
        }
        return sum % 10 == 0;
    }

    private static boolean isOneDigitOnly(String digits) {
        return digits.chars().distinct().count() == 1;
    }
}
