package dev.lakehouse4j.medallion.commerce.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The product categories of the marketplace with their rough share, price and weight. */
final class Categories {

    /**
     * One category.
     *
     * @param portuguese its name in the product file
     * @param english its name in the translation file, misspellings included
     * @param share products in a catalogue of about 33,000
     * @param pull how often its products are bought, 1 being usual
     * @param price median price in BRL
     * @param spread standard deviation of the logarithm of the price
     * @param weight median weight in grams
     */
    record Category(
            String portuguese, String english, int share, double pull, double price, double spread, int weight) {}

    /** The categories that the translation file of the originals lacks. */
    static final Set<String> UNTRANSLATED = Set.of("pc_gamer", "portateis_cozinha_e_preparadores_de_alimentos");

    private static final String TABLE = """
            cama_mesa_banho,bed_bath_table,3000,1.1,80,0.7,1300
            esporte_lazer,sports_leisure,2900,0.9,79,0.8,700
            moveis_decoracao,furniture_decor,2700,0.9,63,0.8,1200
            beleza_saude,health_beauty,2400,1.1,80,1.0,420
            utilidades_domesticas,housewares,2300,0.8,59,0.9,1200
            automotivo,auto,1900,0.6,90,1.0,1000
            informatica_acessorios,computers_accessories,1600,1.4,83,0.9,300
            brinquedos,toys,1400,0.9,80,0.8,800
            relogios_presentes,watches_gifts,1300,1.3,130,0.9,350
            telefonia,telephony,1100,1.2,30,0.9,220
            bebes,baby,920,1.0,80,0.9,700
            perfumaria,perfumery,870,1.1,80,0.9,400
            fashion_bolsas_e_acessorios,fashion_bags_accessories,850,0.7,49,0.7,200
            papelaria,stationery,850,0.8,79,0.8,1000
            cool_stuff,cool_stuff,790,1.5,130,0.9,1500
            ferramentas_jardim,garden_tools,750,1.8,60,0.8,1600
            pet_shop,pet_shop,720,0.7,90,0.8,900
            eletronicos,electronics,520,1.6,20,0.9,200
            construcao_ferramentas_construcao,construction_tools_construction,400,0.5,89,1.1,1200
            eletrodomesticos,home_appliances,370,0.6,48,1.0,500
            malas_acessorios,luggage_accessories,350,0.9,100,0.7,1200
            consoles_games,consoles_games,320,1.1,53,1.1,250
            moveis_escritorio,office_furniture,310,1.7,140,0.4,11000
            instrumentos_musicais,musical_instruments,290,0.7,95,1.2,800
            eletroportateis,small_appliances,230,0.9,100,1.2,1200
            casa_construcao,home_construction,220,0.7,85,0.9,900
            livros_interesse_geral,books_general_interest,220,0.8,45,0.9,500
            fashion_calcados,fashion_shoes,170,0.5,75,0.7,850
            moveis_sala,furniture_living_room,160,0.9,100,0.7,7500
            climatizacao,air_conditioning,120,0.7,140,0.9,2800
            livros_tecnicos,books_technical,120,0.6,58,0.7,900
            telefonia_fixa,fixed_telephony,120,0.7,44,1.2,300
            casa_conforto,home_confort,110,1.2,90,0.8,1800
            alimentos_bebidas,food_drink,100,0.8,39,0.8,880
            market_place,market_place,100,1.0,63,0.8,500
            fashion_roupa_masculina,fashion_male_clothing,95,0.4,60,0.7,600
            moveis_cozinha_area_de_servico_jantar_e_jardim,kitchen_dining_laundry_garden_furniture,94,0.8,120,0.9,6400
            sinalizacao_e_seguranca,signaling_and_security,93,0.5,72,1.2,450
            construcao_ferramentas_seguranca,construction_tools_safety,91,0.6,140,1.1,600
            eletrodomesticos_2,home_appliances_2,90,0.7,230,1.1,8000
            construcao_ferramentas_jardim,costruction_tools_garden,88,0.7,49,1.0,1300
            alimentos,food,82,1.3,37,0.7,500
            bebidas,drinks,81,1.4,47,0.8,330
            construcao_ferramentas_iluminacao,construction_tools_lights,78,0.8,110,0.8,1000
            agro_industria_e_comercio,agro_industry_and_commerce,74,0.7,400,1.2,2600
            industria_comercio_e_negocios,industry_commerce_and_business,68,1.2,100,0.6,5600
            artigos_de_natal,christmas_supplies,65,0.7,58,1.0,780
            audio,audio,58,1.8,89,1.1,400
            artes,art,55,1.0,99,0.8,1700
            fashion_underwear_e_moda_praia,fashion_underwear_beach,53,0.8,60,1.0,200
            dvds_blu_ray,dvds_blu_ray,48,0.4,20,1.1,200
            moveis_quarto,furniture_bedroom,45,0.6,180,1.0,11000
            construcao_ferramentas_ferramentas,costruction_tools_tools,39,0.7,46,1.0,800
            livros_importados,books_imported,31,0.5,63,0.6,700
            portateis_casa_forno_e_cafe,small_appliances_home_oven_and_coffee,31,0.5,750,1.1,7400
            pcs,computers,30,2.0,1200,0.4,2800
            cine_foto,cine_photo,28,0.7,69,1.0,400
            fashion_roupa_feminina,fashio_female_clothing,27,0.6,55,0.6,500
            musica,music,27,0.4,55,1.2,550
            artigos_de_festas,party_supplies,26,0.4,68,1.1,1200
            artes_e_artesanato,arts_and_craftmanship,19,0.4,56,1.0,640
            fashion_esporte,fashion_sport,19,0.5,60,0.6,200
            flores,flowers,14,0.7,26,0.5,850
            fraldas_higiene,diapers_and_hygiene,12,0.9,34,0.4,600
            la_cuisine,la_cuisine,10,0.5,140,0.6,2400
            moveis_colchao_e_estofado,furniture_mattress_and_upholstery,10,1.2,85,0.5,1700
            portateis_cozinha_e_preparadores_de_alimentos,kitchen_portables_and_food_preparators,10,0.4,980,0.5,7400
            tablets_impressao_imagem,tablets_printing_image,9,2.6,99,0.5,300
            casa_conforto_2,home_comfort_2,5,1.8,13,0.7,700
            fashion_roupa_infanto_juvenil,fashion_childrens_clothes,5,0.5,70,0.5,210
            pc_gamer,pc_gamer,3,0.6,130,0.5,2800
            seguros_e_servicos,security_and_services,2,0.4,140,0.4,810
            cds_dvds_musicais,cds_dvds_musicals,1,2.6,45,0.4,550
            """;

    private Categories() {}

    static List<Category> all() {
        List<Category> categories = new ArrayList<>();
        for (String line : TABLE.strip().split("\n", -1)) {
            String[] cells = line.strip().split(",", -1);
            categories.add(new Category(
                    cells[0],
                    cells[1],
                    Integer.parseInt(cells[2]),
                    Double.parseDouble(cells[3]),
                    Double.parseDouble(cells[4]),
                    Double.parseDouble(cells[5]),
                    Integer.parseInt(cells[6])));
        }
        return List.copyOf(categories);
    }
}
