"""Names of many cultures, and the short forms that people go by."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Culture:
    """Given and family names that go together; `share` is its weight among households."""

    name: str
    share: int
    language: str
    race: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]
    two_family_names: bool = False


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


CULTURES = (
    Culture(
        "anglo",
        30,
        "en",
        "White",
        _words(
            "Jennifer Katherine Elizabeth Margaret Susan Deborah Rebecca Amanda Jessica Ashley Brittany Samantha "
            "Megan Christina Victoria Patricia Barbara Theresa Kimberly Melissa Stephanie Nicole Heather Tiffany "
            "Danielle Abigail Emily Hannah Olivia Madison Grace Chloe Judith Dorothy Pamela Sandra Lori Tammy "
            "Misty Crystal Amber Kayla Alexandra Natalie Jacqueline Caroline Gwendolyn Shannon Erin Colleen"
        ),
        _words(
            "Michael William Robert James Richard Joseph Thomas Christopher Daniel Matthew Anthony Steven Andrew "
            "Joshua Kenneth Timothy Jeffrey Edward Ronald Gregory Nicholas Jonathan Benjamin Samuel Alexander "
            "Patrick Zachary Nathaniel Douglas Raymond Lawrence Gerald Russell Walter Dustin Travis Cody Tyler "
            "Kyle Jacob Logan Mason Theodore Frederick Leonard Clifford Shane Derek Wesley Bradley"
        ),
        _words(
            "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore Martin Thompson "
            "White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker "
            "Hall Campbell Mitchell Carter Roberts Phillips Evans Turner Parker Collins Edwards Stewart Morris "
            "Murphy Cook Rogers Morgan Cooper Peterson Reed Bailey Bell Kelly Howard Ward Cox Richardson Wood "
            "Watson Brooks Bennett Gray Hughes Price Myers Foster Sanders Ross Sullivan Fisher Henderson "
            "O'Brien O'Connor McDonald Schneider Kowalski Lindqvist Halvorsen Fitzgerald MacKenzie Van_Dyke"
        ),
    ),
    Culture(
        "african american",
        18,
        "en",
        "BlackAfAmerican",
        _words(
            "Keisha Latoya Tamika Shanice Ebony Jasmine Imani Aaliyah Destiny Precious Monique Yolanda Denise "
            "Charlene Renee Tanisha Kiara Nia Diamond Raven Lashonda Shaniqua Gloria Beverly Loretta Vanessa "
            "Alicia Tiana Zaria Brianna"
        ),
        _words(
            "Darnell Jamal Terrell Marcus Tyrone DeShawn Malik Andre Reginald Curtis Jerome Isaiah Elijah Xavier "
            "Trevon Kendrick Dwayne Maurice Lamar Cedric Clarence Otis Darius Quincy Tyrese Demetrius Leroy "
            "Vernon Antoine Jalen"
        ),
        _words(
            "Washington Jefferson Jackson Freeman Booker Banks Coleman Simmons Gaines Dorsey Hairston Bowman Grant "
            "Mosley Ingram Chambers Wiggins Boykin Broussard Fontenot Batiste Hollis Pettway Bolden Ellison Dixon "
            "Charles Joseph Franklin Singleton"
        ),
    ),
    Culture(
        "latino",
        20,
        "es",
        "Hispanic",
        _words(
            "María Guadalupe Rosa Carmen Juana Ana Luz Gabriela Alejandra Yesenia Xiomara Marisol Beatriz Esperanza "
            "Daniela Valentina Camila Sofía Lucía Paola Verónica Norma Silvia Leticia Araceli Itzel Dulce Mónica "
            "Patricia Elena"
        ),
        _words(
            "José Juan Luis Carlos Jesús Miguel Francisco Antonio Pedro Alejandro Manuel Ricardo Eduardo Fernando "
            "Roberto Jorge Rafael Sergio Raúl Ángel Diego Mateo Santiago Héctor Óscar Víctor Guillermo Enrique "
            "Ramón Ignacio"
        ),
        _words(
            "García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres Flores Rivera Gómez "
            "Díaz Cruz Morales Ortiz Gutiérrez Chávez Ramos Reyes Mendoza Ruiz Álvarez Castillo Jiménez Vásquez "
            "Romero Herrera Medina Aguilar Guzmán Vargas Muñoz Salazar Núñez Peña Ibarra Zúñiga De_la_Cruz"
        ),
        two_family_names=True,
    ),
    Culture(
        "vietnamese",
        5,
        "vi",
        "Asian",
        _words("Linh Thu Hương Mai Lan Ngọc Phương Hoa Thảo Trang Kim_Anh Bích Yến Tuyết"),
        _words("Minh Hùng Dũng Tuấn Thành Long Quang Bảo Đức Khoa Hải Phúc Sơn Vinh"),
        _words("Nguyễn Trần Lê Phạm Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"),
    ),
    Culture(
        "chinese",
        4,
        "zh",
        "Asian",
        _words("Mei Xiaoling Ying Fang Li_Na Wei Jing Yan Hui Shu_Fen Qing Lihua"),
        _words("Jun Wei Ming Jian Hao Guo_Qiang Zhiyong Feng Bo Chao Xiang Kai"),
        _words("Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Lin Wong Chan Lau Ng"),
    ),
    Culture(
        "somali",
        5,
        "so",
        "BlackAfAmerican",
        _words("Fadumo Amina Hodan Khadija Sahra Ifrah Hawa Maryan Asha Nasra Ubah Zamzam"),
        _words("Mohamed Abdi Ahmed Hassan Yusuf Ibrahim Omar Abdullahi Farah Liban Mahad Ismail"),
        _words("Mohamed Ali Hassan Abdi Ahmed Omar Warsame Farah Jama Hussein Nur Osman Abdullahi"),
    ),
    Culture(
        "ethiopian",
        3,
        "am",
        "BlackAfAmerican",
        _words("Tigist Hiwot Selam Meseret Bethlehem Almaz Rahel Genet Eden Saba"),
        _words("Abebe Dawit Tesfaye Yohannes Bereket Solomon Girma Kidane Haile Mulugeta"),
        _words("Tesfaye Bekele Gebremariam Haile Tadesse Alemu Kebede Woldemichael Mengistu Desta Berhe"),
    ),
    Culture(
        "arabic",
        3,
        "ar",
        "MidEastNAfrican",
        _words("Fatima Layla Noor Zeinab Mariam Huda Rania Samira Yasmin Aya"),
        _words("Ahmad Khalid Mustafa Hussein Tariq Bilal Samir Karim Nabil Ziad"),
        _words("Al-Hassan Al-Jabouri Haddad Khoury Mansour Saleh Nasser Aziz Darwish Hamdan El-Sayed"),
    ),
    Culture(
        "ukrainian",
        3,
        "uk",
        "White",
        _words("Oksana Iryna Svitlana Nataliya Olena Tetiana Yuliia Halyna Liudmyla Kateryna"),
        _words("Oleksandr Andriy Serhiy Volodymyr Mykola Dmytro Ihor Bohdan Vasyl Yuriy"),
        _words("Kovalenko Shevchenko Bondarenko Tkachuk Melnyk Kravchuk Petrenko Lysenko Marchenko Savchuk"),
    ),
    Culture(
        "filipino",
        3,
        "tl",
        "Asian",
        _words("Maricel Rosalie Jocelyn Luzviminda Analyn Cherry Grace_Ann Lourdes Divina Rowena"),
        _words("Jomar Reynaldo Ernesto Rodel Arnel Romeo Danilo Rommel Crisanto Benjie"),
        _words("Santos Reyes Cruz Bautista Ocampo Villanueva Aquino Dela_Cruz Manalo Pangilinan Macaraeg"),
    ),
    Culture(
        "congolese and haitian",
        3,
        "fr",
        "BlackAfAmerican",
        _words("Marie-Claire Béatrice Espérance Clémentine Solange Mireille Nadège Francine Guerline Rose-Laure"),
        _words("Jean-Pierre Emmanuel Dieudonné Pacifique Innocent Jean-Claude Wilner Fritz Prosper Baraka"),
        _words("Mukendi Kabongo Tshibangu Ilunga Mutombo Baptiste Toussaint Desrosiers Pierre-Louis Kalala"),
    ),
    Culture(
        "brazilian",
        1,
        "pt",
        "White",
        _words("Aline Juliana Thaís Fernanda Luciana Rosângela"),
        _words("João Thiago Rodrigo Leandro Wellington Anderson"),
        _words("Silva Souza Oliveira Pereira Costa Almeida Barbosa"),
    ),
    Culture(
        "native",
        4,
        "en",
        "AmIndAKNative",
        _words("Winona Cheyenne Dakota Raelene Lynette Marlena Autumn Sierra Tallulah Geraldine"),
        _words("Delbert Clayton Leland Wyatt Dakota Norbert Vine Harlan Chayton Emmett"),
        _words("Begay Yazzie Tsosie Whitehorse Redbird Two_Moons George Jim Sampson Kalama Iron_Cloud Charley"),
    ),
    Culture(
        "pacific",
        2,
        "en",
        "NativeHIPacific",
        _words("Sina Leilani Mele Lupe Talia Malia Ana Salote"),
        _words("Sione Tavita Semisi Ioane Kimo Faleolo Viliami Losefa"),
        _words("Tuiasosopo Leota Fonoti Kealoha Tupou Faleafa Kamaka Vaifale Manu"),
    ),
)

SHORT_FORMS: dict[str, tuple[str, ...]] = {
    full: tuple(short.split("/"))
    for full, short in (
        pair.split("=")
        for pair in [
            "Jennifer=Jen/Jenny",
            "Katherine=Kate/Kathy/Katie",
            "Elizabeth=Liz/Beth/Betsy",
            "Margaret=Peggy/Maggie/Meg",
            "Susan=Sue",
            "Deborah=Deb/Debbie",
            "Rebecca=Becky",
            "Amanda=Mandy",
            "Jessica=Jess",
            "Samantha=Sam",
            "Christina=Tina/Chris",
            "Victoria=Vicky/Tori",
            "Patricia=Pat/Trish/Patty",
            "Barbara=Barb",
            "Theresa=Terry/Tess",
            "Kimberly=Kim",
            "Melissa=Missy",
            "Stephanie=Steph",
            "Nicole=Nikki",
            "Danielle=Dani",
            "Abigail=Abby",
            "Judith=Judy",
            "Dorothy=Dot/Dottie",
            "Pamela=Pam",
            "Sandra=Sandy",
            "Alexandra=Alex/Lexi",
            "Jacqueline=Jackie",
            "Gwendolyn=Gwen",
            "Michael=Mike/Mikey",
            "William=Bill/Will/Billy",
            "Robert=Bob/Rob/Bobby",
            "James=Jim/Jimmy",
            "Richard=Rick/Dick/Rich",
            "Joseph=Joe/Joey",
            "Thomas=Tom/Tommy",
            "Christopher=Chris/Topher",
            "Daniel=Dan/Danny",
            "Matthew=Matt",
            "Anthony=Tony",
            "Steven=Steve",
            "Andrew=Andy/Drew",
            "Joshua=Josh",
            "Kenneth=Ken/Kenny",
            "Timothy=Tim",
            "Jeffrey=Jeff",
            "Edward=Ed/Eddie/Ted",
            "Ronald=Ron",
            "Gregory=Greg",
            "Nicholas=Nick",
            "Jonathan=Jon",
            "Benjamin=Ben/Benny",
            "Samuel=Sam",
            "Alexander=Alex",
            "Patrick=Pat",
            "Zachary=Zach",
            "Nathaniel=Nate",
            "Douglas=Doug",
            "Raymond=Ray",
            "Lawrence=Larry",
            "Gerald=Jerry",
            "Theodore=Ted/Theo",
            "Frederick=Fred",
            "Leonard=Len/Lenny",
            "Clifford=Cliff",
            "Bradley=Brad",
            "Wesley=Wes",
            "Latoya=Toya",
            "Jasmine=Jazz",
            "Yolanda=Yoli",
            "Reginald=Reggie",
            "Maurice=Moe",
            "Demetrius=Meech",
            "Terrell=Rell",
            "Guadalupe=Lupe",
            "Gabriela=Gaby",
            "Alejandra=Ale",
            "José=Pepe",
            "Francisco=Paco/Pancho",
            "Jesús=Chuy",
            "Guillermo=Memo",
            "Ignacio=Nacho",
            "Enrique=Kike",
            "Eduardo=Lalo",
            "Mohamed=Mo/Muhammad",
            "Abdullahi=Abdi",
            "Oleksandr=Sasha",
            "Nataliya=Natasha",
            "Volodymyr=Volodya",
            "Kateryna=Katya",
            "Emmanuel=Manu",
            "Rosalie=Rose",
            "Delbert=Del",
            "Geraldine=Geri",
            "Crystal=Cris",
            "Manuel=Manny",
            "Antonio=Tony",
        ]
    )
}

CAREGIVER_NAMES = _words("Dana_Whitfield Luis_Ortega Priya_Raman Marcus_Boyd Helen_Tran Joy_Okafor Sam_Reyes")
STREETS = _words(
    "Harbor_St Alder_Ave Pine_St Division_St 12th_Ave_S Rainier_Ave_S MLK_Jr_Way Union_St Cherry_St Yesler_Way "
    "Beacon_Ave Dock_St Mill_Rd River_Rd Orchard_Ln Hosmer_St Pacific_Hwy Cedar_Ct Lakeview_Dr Summit_Ave Juniper_Way "
    "44th_St_SW Ainsworth_Ave Tacoma_Ave Meridian_E Steele_St Fawcett_Ave Portland_Ave Bismark_Pl Proctor_St"
)
TOWNS = (
    ("Eastside", "98401"),
    ("Eastside", "98404"),
    ("Eastside", "98408"),
    ("Rivertown", "98371"),
    ("Rivertown", "98372"),
    ("Northgate", "98133"),
    ("Northgate", "98125"),
)
