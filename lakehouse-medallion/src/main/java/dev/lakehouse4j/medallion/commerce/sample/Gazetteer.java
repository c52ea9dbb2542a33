package dev.lakehouse4j.medallion.commerce.sample;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** General knowledge about Brazil: its states with their postal ranges, its larger cities, and how its towns are named. */
final class Gazetteer {

    /**
     * One state.
     *
     * @param code two letters
     * @param postalRanges first and last five-digit prefix, pair by pair
     * @param prefixes prefixes in use in a sample of scale 1
     * @param towns small towns at the most
     * @param customers customers per 10,000
     * @param sellers sellers per 3,100
     * @param south lowest latitude of its towns, in degrees
     * @param north highest latitude
     * @param west lowest longitude
     * @param east highest longitude
     */
    record State(
            String code,
            List<Integer> postalRanges,
            int prefixes,
            int towns,
            int customers,
            double sellers,
            double south,
            double north,
            double west,
            double east) {}

    /**
     * One larger city.
     *
     * @param state code of its state
     * @param name with accents, in title case
     * @param latitude in degrees
     * @param longitude in degrees
     * @param inhabitants in tens of thousands, roughly
     */
    record City(String state, String name, double latitude, double longitude, int inhabitants) {}

    private static final String STATES = """
            SP 01000-19999 6470 520 4122 1849 -24.2 -20.2 -52.0 -45.2
            RJ 20000-28999 1390 110 1314 171 -22.9 -21.4 -43.9 -41.3
            ES 29000-29999 315 70 208 23 -20.9 -18.3 -41.2 -40.0
            MG 30000-39999 1885 600 1185 244 -22.0 -16.5 -47.5 -41.0
            BA 40000-48999 990 320 342 19 -16.5 -10.0 -44.5 -38.5
            SE 49000-49999 135 40 35 2 -11.2 -9.8 -37.9 -36.9
            PE 50000-56999 596 140 165 9 -8.8 -7.6 -40.0 -35.2
            AL 57000-57999 178 60 43 0.3 -9.9 -9.1 -37.5 -35.6
            PB 58000-58999 324 80 52 6 -7.6 -6.6 -38.2 -35.0
            RN 59000-59999 280 80 50 5 -6.5 -5.2 -38.0 -35.4
            CE 60000-63999 548 140 138 13 -7.3 -3.5 -40.7 -38.3
            PI 64000-64999 307 70 52 1 -9.5 -4.0 -44.0 -41.2
            MA 65000-65999 313 110 78 1 -7.5 -2.6 -46.5 -43.0
            PA 66000-68899 309 80 101 1 -7.5 -1.5 -54.0 -47.0
            AP 68900-68999 26 5 7 0.1 -0.2 2.5 -52.0 -50.5
            AM 69000-69299;69400-69899 144 5 15 1 -7.5 -2.5 -69.0 -58.0
            RR 69300-69399 28 3 5 0.1 1.0 3.8 -61.5 -60.0
            AC 69900-69999 46 8 8 1 -10.8 -8.0 -72.5 -67.5
            DF 70000-72799;73000-73699 516 6 211 30 -16.0 -15.6 -48.2 -47.5
            GO 72800-72999;73700-76799 773 160 206 40 -18.8 -14.0 -51.5 -47.5
            RO 76800-76999 108 34 26 2 -12.8 -9.5 -64.0 -60.5
            TO 77000-77999 184 50 28 0.2 -12.5 -6.5 -49.3 -47.0
            MT 78000-78899 254 90 95 4 -16.8 -10.5 -58.5 -52.5
            MS 79000-79999 242 60 73 5 -23.3 -18.5 -56.0 -52.0
            PR 80000-87999 1046 330 507 349 -26.1 -23.0 -54.2 -49.0
            SC 88000-89999 620 220 373 190 -28.4 -26.2 -53.2 -48.9
            RS 90000-99999 1132 340 560 129 -31.2 -27.5 -56.0 -50.3
            """;

    /** By state, the capital first. */
    private static final String CITIES = """
            SP;São Paulo;-23.55;-46.63;1200
            SP;Guarulhos;-23.46;-46.53;130
            SP;Campinas;-22.91;-47.06;115
            SP;São Bernardo do Campo;-23.69;-46.56;84
            SP;Santo André;-23.66;-46.53;72
            SP;Osasco;-23.53;-46.79;70
            SP;São José dos Campos;-23.18;-45.89;71
            SP;Ribeirão Preto;-21.18;-47.81;69
            SP;Sorocaba;-23.50;-47.46;66
            SP;Mauá;-23.67;-46.46;46
            SP;Santos;-23.96;-46.33;43
            SP;Mogi das Cruzes;-23.52;-46.19;43
            SP;Diadema;-23.69;-46.62;42
            SP;Jundiaí;-23.19;-46.88;41
            SP;Piracicaba;-22.73;-47.65;40
            SP;Carapicuíba;-23.52;-46.84;39
            SP;Bauru;-22.31;-49.06;37
            SP;São José do Rio Preto;-20.82;-49.38;45
            SP;Taubaté;-23.03;-45.56;31
            SP;Franca;-20.54;-47.40;35
            SP;Guarujá;-23.99;-46.26;32
            SP;Barueri;-23.51;-46.88;27
            SP;São Carlos;-22.02;-47.89;25
            SP;Marília;-22.21;-49.95;23
            SP;Presidente Prudente;-22.13;-51.39;22
            SP;Santa Bárbara d'Oeste;-22.75;-47.41;19
            SP;Mogi Guaçu;-22.37;-46.94;15
            RJ;Rio de Janeiro;-22.91;-43.20;670
            RJ;São Gonçalo;-22.83;-43.05;108
            RJ;Duque de Caxias;-22.79;-43.31;92
            RJ;Nova Iguaçu;-22.76;-43.45;82
            RJ;Niterói;-22.88;-43.10;51
            RJ;Campos dos Goytacazes;-21.75;-41.32;50
            RJ;Petrópolis;-22.51;-43.18;30
            RJ;Volta Redonda;-22.52;-44.10;27
            RJ;Macaé;-22.37;-41.79;26
            ES;Vitória;-20.32;-40.34;36
            ES;Vila Velha;-20.33;-40.29;50
            ES;Serra;-20.13;-40.31;52
            ES;Cariacica;-20.26;-40.42;38
            MG;Belo Horizonte;-19.92;-43.94;250
            MG;Uberlândia;-18.92;-48.28;70
            MG;Contagem;-19.93;-44.05;66
            MG;Juiz de Fora;-21.76;-43.35;57
            MG;Betim;-19.97;-44.20;44
            MG;Montes Claros;-16.73;-43.86;41
            MG;Uberaba;-19.75;-47.93;34
            MG;Governador Valadares;-18.85;-41.95;28
            MG;Ipatinga;-19.47;-42.54;26
            MG;Poços de Caldas;-21.79;-46.56;17
            MG;Varginha;-21.55;-45.43;14
            BA;Salvador;-12.97;-38.50;290
            BA;Feira de Santana;-12.27;-38.97;62
            BA;Vitória da Conquista;-14.87;-40.84;34
            BA;Lauro de Freitas;-12.89;-38.33;20
            BA;Porto Seguro;-16.45;-39.06;15
            SE;Aracaju;-10.91;-37.07;65
            PE;Recife;-8.05;-34.90;164
            PE;Jaboatão dos Guararapes;-8.11;-35.01;70
            PE;Olinda;-8.01;-34.86;39
            PE;Caruaru;-8.28;-35.98;36
            PE;Petrolina;-9.39;-40.50;35
            AL;Maceió;-9.65;-35.71;102
            AL;Arapiraca;-9.75;-36.66;23
            PB;João Pessoa;-7.12;-34.86;81
            PB;Campina Grande;-7.23;-35.88;41
            RN;Natal;-5.79;-35.21;88
            RN;Mossoró;-5.19;-37.34;30
            CE;Fortaleza;-3.73;-38.52;267
            CE;Juazeiro do Norte;-7.21;-39.32;27
            CE;Sobral;-3.69;-40.35;21
            PI;Teresina;-5.09;-42.80;86
            PI;Parnaíba;-2.90;-41.78;15
            MA;São Luís;-2.53;-44.30;110
            MA;Imperatriz;-5.53;-47.49;26
            PA;Belém;-1.46;-48.50;149
            PA;Ananindeua;-1.37;-48.37;53
            PA;Santarém;-2.44;-54.71;30
            PA;Marabá;-5.37;-49.12;28
            AP;Macapá;0.03;-51.07;50
            AM;Manaus;-3.12;-60.02;218
            RR;Boa Vista;2.82;-60.67;40
            AC;Rio Branco;-9.97;-67.81;41
            DF;Brasília;-15.79;-47.88;300
            GO;Goiânia;-16.69;-49.26;150
            GO;Aparecida de Goiânia;-16.82;-49.24;57
            GO;Anápolis;-16.33;-48.95;38
            GO;Rio Verde;-17.80;-50.92;23
            RO;Porto Velho;-8.76;-63.90;53
            RO;Ji-Paraná;-10.88;-61.94;13
            TO;Palmas;-10.18;-48.33;30
            TO;Araguaína;-7.19;-48.20;18
            MT;Cuiabá;-15.60;-56.10;61
            MT;Várzea Grande;-15.65;-56.13;28
            MT;Rondonópolis;-16.47;-54.64;23
            MT;Sinop;-11.86;-55.50;14
            MS;Campo Grande;-20.44;-54.65;90
            MS;Dourados;-22.22;-54.81;22
            PR;Curitiba;-25.43;-49.27;193
            PR;Londrina;-23.31;-51.16;57
            PR;Maringá;-23.42;-51.94;42
            PR;Ponta Grossa;-25.09;-50.16;35
            PR;Cascavel;-24.96;-53.46;33
            PR;São José dos Pinhais;-25.53;-49.21;32
            PR;Foz do Iguaçu;-25.55;-54.59;26
            SC;Florianópolis;-27.60;-48.55;50
            SC;Joinville;-26.30;-48.85;59
            SC;Blumenau;-26.92;-49.07;35
            SC;São José;-27.61;-48.63;25
            SC;Chapecó;-27.10;-52.62;22
            SC;Itajaí;-26.91;-48.66;22
            SC;Criciúma;-28.68;-49.37;21
            RS;Porto Alegre;-30.03;-51.23;148
            RS;Caxias do Sul;-29.17;-51.18;51
            RS;Canoas;-29.92;-51.18;34
            RS;Pelotas;-31.77;-52.34;34
            RS;Santa Maria;-29.69;-53.81;28
            RS;Novo Hamburgo;-29.69;-51.13;25
            RS;Passo Fundo;-28.26;-52.41;20
            """;

    private static final String[] TOWN_BEGINNINGS = {
        "São José",
        "São João",
        "Santo Antônio",
        "Santa Rita",
        "Santa Maria",
        "São Sebastião",
        "São Miguel",
        "São Pedro",
        "Nova Aurora",
        "Nova Esperança",
        "Novo Horizonte",
        "Monte Alegre",
        "Monte Belo",
        "Bom Jesus",
        "Bom Sucesso",
        "Campo Belo",
        "Campo Alegre",
        "Água Boa",
        "Água Branca",
        "Lagoa Grande",
        "Lagoa Santa",
        "Ribeirão Claro",
        "Conceição",
        "Divinópolis",
        "Morro Alto",
        "Pedra Branca",
        "Pouso Alegre",
        "Porto Feliz",
        "Rio Claro",
        "Rio Pardo",
        "Salto",
        "Serra Azul",
        "Vargem Grande",
        "Vila Nova",
        "Barra Mansa",
        "Bela Vista",
        "Boa Esperança",
        "Cachoeira",
        "Capão Bonito",
        "Cruzeiro",
        "Estrela",
        "Flores",
        "Ipê",
        "Jardim",
        "Laranjal",
        "Palmeira",
        "Paraíso",
        "Pinhal",
        "Primavera",
        "Saudade"
    };

    private static final String[] TOWN_ENDINGS = {
        "",
        "",
        "",
        " do Sul",
        " do Norte",
        " do Oeste",
        " da Serra",
        " das Flores",
        " do Rio Verde",
        " dos Campos",
        " de Minas",
        " do Araguaia",
        " da Mata",
        " do Planalto",
        " da Barra",
        " do Itapoã",
        " das Missões",
        " do Vale",
        " d'Oeste",
        " dos Coqueiros",
        " da Glória",
        " do Paraná",
        " das Palmeiras",
        " do Tocantins",
        " de Goiás"
    };

    private Gazetteer() {}

    static List<State> states() {
        List<State> states = new ArrayList<>();
        for (String line : STATES.strip().split("\n", -1)) {
            String[] cells = line.strip().split(" ", -1);
            states.add(new State(
                    cells[0],
                    ranges(cells[1]),
                    Integer.parseInt(cells[2]),
                    Integer.parseInt(cells[3]),
                    Integer.parseInt(cells[4]),
                    Double.parseDouble(cells[5]),
                    Double.parseDouble(cells[6]),
                    Double.parseDouble(cells[7]),
                    Double.parseDouble(cells[8]),
                    Double.parseDouble(cells[9])));
        }
        return List.copyOf(states);
    }

    static List<City> cities() {
        List<City> cities = new ArrayList<>();
        for (String line : CITIES.strip().split("\n", -1)) {
            String[] cells = line.strip().split(";", -1);
            cities.add(new City(
                    cells[0],
                    cells[1],
                    Double.parseDouble(cells[2]),
                    Double.parseDouble(cells[3]),
                    Integer.parseInt(cells[4])));
        }
        return List.copyOf(cities);
    }

    static String townName(SampleRandom random) {
        return random.pick(TOWN_BEGINNINGS) + random.pick(TOWN_ENDINGS);
    }

    /** Lower case without accents, as most files of the marketplace write a city. */
    static String plain(String name) {
        return unaccented(name.toLowerCase(Locale.ROOT));
    }

    static String unaccented(String text) {
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
        StringBuilder plain = new StringBuilder(decomposed.length());
        for (int index = 0; index < decomposed.length(); index++) {
            char character = decomposed.charAt(index);
            if (Character.getType(character) != Character.NON_SPACING_MARK) {
                plain.append(character);
            }
        }
        return plain.toString();
    }

    private static List<Integer> ranges(String text) {
        String[] pairs = text.split(";", -1);
        List<Integer> bounds = new ArrayList<>();
        for (String range : pairs) {
            for (String bound : range.split("-", -1)) {
                bounds.add(Integer.valueOf(bound));
            }
        }
        return List.copyOf(bounds);
    }
}
