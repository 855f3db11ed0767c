//! The table of words before numbers, by language.

use super::Words;

/// The commonest languages of notes. Order matters only for speed.
// One word to a line would make a thousand lines.
#[rustfmt::skip]
pub const LANGUAGES: [Words; 27] = [
    // English
    Words {
        questions: &["question", "new question", "q", "ques", "quiz", "practice question", "sample question", "riddle"],
        exercises: &[
            "prob.", "exer.",
            "problem", "exercise", "ex", "task", "challenge", "drill", "assignment", "homework", "activity", "puzzle",
            "mission",
        ],
        sections: &[
            "ch", "ch.", "chap", "chap.", "lec", "lec.", "lect.", "sec", "sec.", "sect.", "art.", "pt.", "vol.", "mod.", "app.", "les.",
            "section", "chapter", "lesson", "lecture", "module", "unit", "week", "day", "session", "topic", "part",
            "item", "rule", "tip", "lab", "card", "concept", "article", "class", "scenario", "case", "case study",
            "level", "phase", "stage", "law", "principle", "exam", "practice exam", "practice test", "project",
            "tutorial", "workshop", "month", "mock exam", "test", "pattern", "experiment", "round",
            "act", "scene", "recipe", "episode", "volume", "book", "myth", "fact", "mistake", "strategy", "technique",
        ],
        inside: &[
            "thm.", "thm", "def.", "fig.", "lem.", "prop.", "cor.",
            "step", "example", "figure", "note", "theorem", "lemma", "corollary", "proposition", "definition",
            "remark",
        ],
        letter: Some('Q'),
        // In `link::references`, with what each word says.
        references: &[],
    },
    // German
    Words {
        questions: &["frage", "prüfungsfrage", "quizfrage"],
        exercises: &["aufg.", "üb.", "übg.", "aufgabe", "übung", "übungsaufgabe", "herausforderung"],
        sections: &[
            "kap.", "kap", "abschn.", "lekt.", "vorl.", "artikel",
            "kapitel", "abschnitt", "lektion", "teil", "thema", "tag", "woche", "modul", "einheit", "stunde",
            "sitzung", "vorlesung", "fall", "fallstudie", "szenario", "stufe", "niveau", "etappe", "labor", "tipp",
            "regel", "gesetz", "grundsatz", "prüfung", "klausur", "fallbeispiel", "merksatz",
        ],
        inside: &["abb.", "bsp.", "schritt", "beispiel", "abbildung", "satz", "bemerkung", "hinweis"],
        letter: Some('F'),
        references: &["siehe auch", "siehe abschnitt", "siehe", "vgl.", "abschnitt"],
    },
    // French
    Words {
        questions: &["question"],
        exercises: &["exo", "exo.", "exerc.", "exercice", "problème", "tâche", "défi", "devoir", "activité", "tp", "td"],
        sections: &[
            "leç.", "séq.", "séquence", "article",
            "chapitre", "leçon", "partie", "thème", "jour", "semaine", "unité", "cours", "séance", "sujet", "cas",
            "cas pratique", "étude de cas", "scénario", "niveau", "labo", "travaux pratiques", "conseil", "astuce",
            "règle", "loi", "principe", "examen",
            "fiche",
        ],
        inside: &["étape", "exemple", "théorème", "lemme", "définition", "remarque"],
        letter: Some('Q'),
        references: &["voir aussi", "voir section", "voir la section", "voir", "cf.", "la section"],
    },
    // Spanish
    Words {
        questions: &["pregunta", "cuestión", "cuestion", "cuestionario"],
        exercises: &["ej.", "ejerc.", "ejercicio", "problema", "tarea", "reto", "desafío", "actividad"],
        sections: &[
            "cap.", "lec.", "secc.", "artículo", "articulo",
            "capítulo", "capitulo", "sección", "seccion", "lección", "leccion", "tema", "parte", "día", "semana",
            "unidad", "módulo", "modulo", "sesión", "sesion", "clase", "caso", "caso práctico", "caso de estudio",
            "escenario", "nivel", "fase", "etapa", "laboratorio", "práctica", "consejo", "truco", "regla", "ley",
            "principio", "examen",
            "bloque",
        ],
        inside: &["paso", "ejemplo", "figura", "teorema", "lema", "definición", "nota"],
        letter: Some('P'),
        references: &["véase", "vea", "ver también", "ver la sección", "ver", "sección"],
    },
    // Portuguese
    Words {
        questions: &["pergunta", "questão", "questao"],
        exercises: &["exercício", "exercicio", "tarefa", "desafio", "atividade"],
        sections: &[
            "cap.", "artigo", "módulo", "unid.",
            "capítulo", "seção", "secção", "lição", "aula", "tema", "parte", "dia", "semana", "unidade", "sessão",
            "tópico", "estudo de caso", "cenário", "nível", "estágio", "laboratório", "dica", "regra", "lei",
            "princípio", "prova", "simulado",
        ],
        inside: &["passo", "exemplo", "definição"],
        letter: Some('P'),
        references: &["veja", "vide", "ver também", "ver", "seção"],
    },
    // Italian
    Words {
        questions: &["domanda", "quesito"],
        exercises: &["es.", "eserc.", "esercizio", "compito", "sfida", "attività"],
        sections: &[
            "cap.", "lez.", "sez.", "articolo",
            "capitolo", "sezione", "lezione", "parte", "argomento", "giorno", "settimana", "unità", "modulo",
            "sessione", "caso di studio", "livello", "consiglio", "suggerimento", "regola", "legge", "principio",
            "esame",
        ],
        inside: &["passo", "passaggio", "esempio", "definizione"],
        letter: Some('D'),
        references: &["vedi anche", "vedi", "si veda", "sezione"],
    },
    // Dutch
    Words {
        questions: &["vraag"],
        exercises: &["opg.", "oef.", "opgave", "oefening", "opdracht", "probleem", "taak", "uitdaging"],
        sections: &[
            "hfst.", "hfdst.", "artikel", "module", "week",
            "hoofdstuk", "paragraaf", "les", "deel", "onderwerp", "dag", "eenheid", "sessie", "college", "casus",
            "geval", "practicum", "wet",
        ],
        inside: &["stap", "voorbeeld", "figuur", "stelling", "definitie"],
        letter: Some('V'),
        references: &["zie ook", "zie", "paragraaf"],
    },
    // Swedish, Norwegian, Danish
    Words {
        questions: &["fråga", "spørsmål", "spørgsmål"],
        exercises: &[
            "uppgift", "oppgave", "opgave", "övning", "øvelse", "øving", "utmaning", "utfordring", "udfordring",
        ],
        sections: &[
            // Behind an ordinal number the noun has its article: `Andra lektionen`.
            "kapitlet", "lektionen", "leksjonen", "delen", "avsnittet", "föreläsningen", "forelesningen", "dagen", "veckan",
            "kap.",
            "kapitel", "kapittel", "avsnitt", "lektion", "leksjon", "del", "dag", "vecka", "uke", "uge", "enhet",
            "ämne", "emne", "nivå", "fas", "föreläsning", "forelesning",
        ],
        inside: &["steg", "trin", "exempel", "eksempel"],
        letter: None,
        references: &["se även", "se også", "se"],
    },
    // Finnish
    Words {
        questions: &["kysymys"],
        exercises: &["tehtävä", "harjoitus", "haaste"],
        sections: &[
            "luku", "osa", "oppitunti", "luento", "päivä", "viikko", "aihe", "moduuli", "yksikkö", "taso", "tapaus",
        ],
        inside: &["vaihe", "esimerkki"],
        letter: Some('K'),
        references: &["katso", "ks."],
    },
    // Polish
    Words {
        questions: &["pytanie"],
        exercises: &["zad.", "ćw.", "zadanie", "ćwiczenie", "wyzwanie"],
        sections: &[
            "rozdz.", "lek.", "artykuł",
            "rozdział", "sekcja", "lekcja", "część", "temat", "dzień", "tydzień", "moduł", "jednostka", "sesja",
            "wykład", "przypadek", "studium przypadku", "scenariusz", "poziom", "faza", "etap", "laboratorium",
            "wskazówka", "porada", "zasada", "reguła", "prawo", "egzamin",
        ],
        inside: &["krok", "przykład", "twierdzenie", "definicja", "rysunek"],
        letter: Some('P'),
        references: &["zobacz", "patrz", "zob."],
    },
    // Czech, Slovak
    Words {
        questions: &["otázka"],
        exercises: &["úloha", "cvičení", "cvičenie", "problém", "výzva"],
        sections: &[
            "kap.", "lek.", "článek",
            "kapitola", "oddíl", "lekce", "lekcia", "část", "časť", "téma", "den", "deň", "týden", "týždeň",
            "přednáška", "prednáška", "úroveň", "fáze", "fáza", "případ", "prípad", "pravidlo", "zákon",
        ],
        inside: &["krok", "příklad", "príklad", "věta"],
        letter: Some('O'),
        references: &["viz", "pozri"],
    },
    // Russian
    Words {
        questions: &["вопрос", "викторина"],
        exercises: &["упр.", "зад.", "задача", "задание", "упражнение", "проблема", "испытание"],
        sections: &[
            "гл.", "разд.", "лекц.", "ч.", "ур.", "статья", "ст.",
            "глава", "раздел", "урок", "лекция", "часть", "тема", "день", "неделя", "модуль", "билет", "блок",
            "занятие", "сессия", "семинар", "кейс", "случай", "сценарий", "уровень", "фаза", "этап", "стадия",
            "лабораторная работа", "лабораторная", "практическая работа", "совет", "правило", "закон", "принцип",
            "экзамен",
            "тест", "юнит",
        ],
        inside: &["рис.", "теор.", "опр.", "шаг", "пример", "рисунок", "теорема", "лемма", "определение", "замечание"],
        letter: Some('В'),
        references: &["смотри", "смотрите", "см."],
    },
    // Ukrainian
    Words {
        questions: &["питання", "запитання", "вікторина"],
        exercises: &["вправ.", "завд.", "завдання", "вправа", "задача", "виклик"],
        sections: &[
            "гл.", "розд.", "лекц.", "стаття",
            "розділ", "глава", "урок", "лекція", "частина", "тема", "день", "тиждень", "заняття", "сесія", "випадок",
            "сценарій", "рівень", "етап", "стадія", "лабораторна робота", "лабораторна", "порада", "правило", "закон",
            "білет",
        ],
        inside: &["крок", "приклад", "лема", "визначення", "означення"],
        letter: Some('П'),
        references: &["дивись", "див."],
    },
    // Turkish
    Words {
        questions: &["soru"],
        exercises: &["alıştırma", "görev", "egzersiz", "ödev", "etkinlik"],
        sections: &[
            "böl.", "madde",
            "bölüm", "ders", "konu", "kısım", "gün", "hafta", "ünite", "modül", "oturum", "vaka", "durum", "senaryo",
            "seviye", "düzey", "aşama", "evre", "laboratuvar", "ipucu", "kural", "yasa", "kanun", "sınav",
        ],
        inside: &["adım", "örnek", "teorem", "şekil", "tanım"],
        letter: Some('S'),
        references: &["bkz.", "bakınız"],
    },
    // Indonesian, Malay
    Words {
        questions: &["pertanyaan", "soal", "soalan", "kuis"],
        exercises: &["latihan", "tugas", "masalah", "tantangan"],
        sections: &[
            "bab", "bagian", "pelajaran", "topik", "hari", "minggu", "materi", "sesi", "kuliah", "kasus",
            "studi kasus", "skenario", "tingkat", "tahap", "aturan", "hukum", "kiat",
        ],
        inside: &["langkah", "contoh", "teorema"],
        letter: None,
        references: &["lihat juga", "lihat"],
    },
    // Vietnamese
    Words {
        questions: &["câu hỏi", "câu"],
        exercises: &["bài tập", "bài toán", "nhiệm vụ", "thử thách"],
        sections: &[
            "chương", "phần", "bài", "bài học", "bài giảng", "mục", "chủ đề", "ngày", "tuần", "buổi", "học phần",
            "cấp độ", "giai đoạn", "tình huống", "kịch bản", "quy tắc", "mẹo",
        ],
        inside: &["bước", "ví dụ", "định lý"],
        letter: None,
        references: &["xem thêm", "xem"],
    },
    // Romanian
    Words {
        questions: &["întrebarea", "întrebare"],
        exercises: &["exercițiul", "problema", "sarcina"],
        sections: &[
            "capitolul", "secțiunea", "lecția", "partea", "tema", "ziua", "săptămâna", "modulul", "unitatea",
            "nivelul", "faza", "etapa", "cazul", "scenariul", "regula", "legea",
        ],
        inside: &["pasul", "exemplul"],
        letter: None,
        references: &["vezi și", "vezi"],
    },
    // Hungarian
    Words {
        questions: &["kérdés"],
        exercises: &["feladat", "gyakorlat", "kihívás"],
        sections: &[
            "fejezet", "szakasz", "lecke", "rész", "téma", "nap", "hét", "egység", "óra", "előadás", "tétel", "szint",
            "fázis", "eset", "szabály", "törvény",
        ],
        inside: &["lépés", "példa"],
        letter: None,
        references: &["lásd még", "lásd"],
    },
    // Greek
    Words {
        questions: &["ερώτηση", "ερώτημα"],
        exercises: &["άσκηση", "πρόβλημα", "εργασία"],
        sections: &[
            "κεφάλαιο", "ενότητα", "μάθημα", "μέρος", "θέμα", "ημέρα", "εβδομάδα", "διάλεξη", "επίπεδο", "φάση",
            "στάδιο", "περίπτωση", "σενάριο", "κανόνας", "νόμος",
        ],
        inside: &["βήμα", "παράδειγμα", "θεώρημα"],
        letter: Some('Ε'),
        references: &["βλέπε", "δείτε", "βλ."],
    },
    // Albanian, Bosnian, Serbian, Croatian
    Words {
        questions: &["pyetja", "pitanje", "питање"],
        exercises: &["zadatak", "задатак", "vježba", "vežba"],
        sections: &[
            "kapitulli", "mësimi", "poglavlje", "поглавље", "lekcija", "dio", "dan", "tjedan", "nivo", "razina",
        ],
        inside: &["korak", "корак", "primjer", "primer"],
        letter: None,
        references: &["shih", "vidi", "види"],
    },
    // Arabic
    Words {
        questions: &["السؤال", "سؤال"],
        exercises: &[
            "تمرين", "التمرين", "المسألة", "مسألة", "المهمة", "مهمة", "التحدي", "تحدي", "المشكلة", "مشكلة", "الواجب",
            "واجب", "النشاط", "نشاط",
        ],
        sections: &[
            "الفصل", "فصل", "الباب", "باب", "القسم", "قسم", "الدرس", "درس", "الجزء", "جزء", "الوحدة", "وحدة",
            "المحاضرة", "محاضرة", "اليوم", "يوم", "الأسبوع", "أسبوع", "الموضوع", "موضوع", "الجلسة", "جلسة", "الحصة",
            "المستوى", "مستوى", "المرحلة", "مرحلة", "الحالة", "حالة", "دراسة حالة", "السيناريو", "سيناريو", "القاعدة",
            "قاعدة", "القانون", "قانون", "النصيحة", "نصيحة", "المختبر", "مختبر", "الاختبار", "اختبار",
        ],
        inside: &["الخطوة", "خطوة", "المثال", "مثال", "النظرية", "نظرية", "الشكل", "تعريف", "ملاحظة"],
        letter: Some('س'),
        references: &["انظر", "راجع"],
    },
    // Hebrew
    Words {
        questions: &["שאלה", "חידון"],
        exercises: &["תרגיל", "משימה", "בעיה", "מטלה", "אתגר"],
        sections: &[
            "פרק", "שיעור", "חלק", "נושא", "יום", "שבוע", "יחידה", "סעיף", "מודול", "מפגש", "הרצאה", "מקרה",
            "מקרה בוחן", "תרחיש", "רמה", "מעבדה", "טיפ", "כלל", "חוק", "מבחן",
        ],
        inside: &["שלב", "צעד", "דוגמה", "דוגמא", "משפט", "הגדרה", "איור"],
        letter: None,
        references: &["ראה", "ראו"],
    },
    // Persian, Urdu
    Words {
        questions: &["پرسش", "سوال"],
        exercises: &["تمرین", "مسئله", "تکلیف", "چالش", "مشق"],
        sections: &[
            "فصل", "بخش", "درس", "باب", "جلسه", "روز", "هفته", "واحد", "مبحث", "سطح", "مرحله", "قاعده", "نکته", "سبق",
            "حصہ", "دن", "ہفتہ",
        ],
        inside: &["گام", "قدم", "مثال"],
        letter: None,
        references: &["رجوع کنید به", "ببینید", "دیکھیں"],
    },
    // Hindi
    Words {
        questions: &["प्रश्न", "सवाल", "प्रश्नोत्तरी"],
        exercises: &["अभ्यास", "कार्य", "समस्या", "चुनौती"],
        sections: &[
            "अध्याय", "पाठ", "भाग", "विषय", "दिन", "सप्ताह", "इकाई", "मॉड्यूल", "सत्र", "व्याख्यान", "खंड", "खण्ड",
            "स्तर", "मामला", "केस", "परिदृश्य", "नियम", "कानून", "सुझाव", "प्रयोगशाला",
        ],
        inside: &["चरण", "कदम", "उदाहरण", "प्रमेय", "परिभाषा"],
        letter: None,
        references: &["देखें", "देखिए"],
    },
    // Chinese
    Words {
        questions: &["问题", "問題", "题目", "題目", "问", "問", "题", "題", "试题", "試題", "考题", "考題", "测验", "測驗"],
        exercises: &["例题", "例題", "練習", "练习", "练习题", "習題", "习题", "任务", "任務", "挑战", "挑戰", "作业", "作業"],
        sections: &[
            "章节", "章節", "章", "节", "課", "课", "部分", "主题", "主題", "单元", "單元", "模块", "模組", "讲座", "講座", "场景", "場景", "情景",
            "案例", "级别", "級別", "等级", "等級", "关卡", "關卡", "阶段", "階段", "实验", "實驗", "技巧", "提示", "规则", "規則", "定律", "法则",
            "法則", "专题", "專題",
            "知识点", "考点", "讲",
        ],
        inside: &["步骤", "步驟", "示例", "例子", "范例", "範例", "例", "定理", "引理", "定义", "定義"],
        letter: None,
        references: &["参见", "參見", "参阅", "參閱", "詳見", "见", "見", "参考", "參考", "详见"],
    },
    // Japanese
    Words {
        questions: &["質問", "問題", "問", "設問", "クイズ"],
        exercises: &["練習問題", "演習", "演習問題", "課題", "タスク", "チャレンジ"],
        sections: &[
            "レッスン", "セクション", "パート", "テーマ", "章", "節", "チャプター", "ユニット", "モジュール", "トピック", "セッション", "講義", "単元", "ケース",
            "ケーススタディ", "事例", "シナリオ", "レベル", "フェーズ", "ステージ", "段階", "ラボ", "ヒント", "ルール", "規則", "原則",
            "実験",
        ],
        inside: &["ステップ", "手順", "例", "補題"],
        letter: None,
        references: &["参照", "参考"],
    },
    // Korean, Thai
    Words {
        questions: &["문제", "질문", "문항", "퀴즈", "คำถามที่", "คำถาม", "ข้อที่", "ข้อ"],
        exercises: &["연습", "연습문제", "과제", "도전", "챌린지", "แบบฝึกหัดที่", "แบบฝึกหัด"],
        sections: &[
            "챕터", "단원", "강의", "주제", "단계", "섹션", "레슨", "모듈", "파트", "유닛", "수업", "세션", "사례", "시나리오", "레벨", "실습", "규칙",
            "법칙", "บทที่", "ตอนที่", "หัวข้อที่", "หน่วยที่", "สัปดาห์ที่",
            "팁",
        ],
        inside: &["스텝", "예제", "예시", "정리", "ขั้นตอนที่", "ตัวอย่างที่"],
        letter: None,
        references: &["참고", "ดูข้อ", "ดู"],
    },
];

/// Other forms of the words above, which a sentence has: `см. главу 2`. Plurals in `s` and `n` are not among them.
#[rustfmt::skip]
pub(super) const INFLECTED: [(&str, &[&str]); 75] = [
    // German
    ("kapitel", &["kapitels", "kapiteln"]), ("abschnitt", &["abschnitte", "abschnitten", "abschnitts"]),
    ("teil", &["teile", "teilen"]), ("lektion", &["lektionen"]), ("übung", &["übungen"]), ("einheit", &["einheiten"]),
    ("vorlesung", &["vorlesungen"]), ("sitzung", &["sitzungen"]), ("thema", &["themen"]), ("artikel", &["artikels", "artikeln"]),
    // Russian
    ("глава", &["главу", "главе", "главы", "главой", "глав", "главах", "главам"]),
    ("раздел", &["разделе", "раздела", "разделы", "разделу", "разделом", "разделов", "разделах"]),
    ("урок", &["уроке", "урока", "уроки", "уроку", "уроком", "уроков", "уроках"]),
    ("лекция", &["лекцию", "лекции", "лекцией", "лекций", "лекциях"]),
    ("часть", &["части", "частью", "частей", "частях"]),
    ("тема", &["тему", "теме", "темы", "темой", "тем", "темах"]),
    ("билет", &["билете", "билета", "билеты", "билетом", "билетов", "билетах"]),
    ("вопрос", &["вопросе", "вопроса", "вопросы", "вопросу", "вопросом", "вопросов", "вопросах"]),
    ("задача", &["задачу", "задаче", "задачи", "задачей", "задач", "задачах"]),
    ("задание", &["задания", "заданию", "заданием", "заданий", "заданиях", "задании"]),
    ("упражнение", &["упражнения", "упражнению", "упражнением", "упражнений", "упражнениях", "упражнении"]),
    ("занятие", &["занятия", "занятию", "занятием", "занятий", "занятиях", "занятии"]),
    ("модуль", &["модуле", "модуля", "модули", "модулю", "модулем", "модулей", "модулях"]),
    ("блок", &["блоке", "блока", "блоки", "блоку", "блоком", "блоков", "блоках"]),
    ("статья", &["статью", "статье", "статьи", "статьёй", "статьей", "статей", "статьях"]),
    ("день", &["дне", "дня", "дни", "дню", "днём", "днем", "дней", "днях"]),
    ("неделя", &["неделю", "неделе", "недели", "неделей", "недель", "неделях"]),
    ("правило", &["правила", "правилу", "правилом", "правиле", "правил", "правилах"]),
    // Ukrainian
    ("розділ", &["розділі", "розділу", "розділи", "розділом", "розділів", "розділах"]),
    ("лекція", &["лекцію", "лекції", "лекцією", "лекцій", "лекціях"]),
    ("частина", &["частину", "частині", "частини", "частиною", "частин", "частинах"]),
    ("завдання", &["завданні", "завданню", "завданням", "завдань", "завданнях"]),
    ("вправа", &["вправу", "вправі", "вправи", "вправою", "вправ", "вправах"]),
    ("питання", &["питанні", "питанню", "питанням", "питань", "питаннях"]),
    ("тиждень", &["тижні", "тижня", "тижню", "тижнем", "тижнів", "тижнях"]),
    ("урок", &["уроці", "уроком", "уроків"]), ("глава", &["главі", "глави", "главою"]),
    ("тема", &["темі", "теми", "темою"]), ("задача", &["задачі", "задачею"]), ("стаття", &["статтю", "статті", "статтею", "статей"]),
    // Polish
    ("rozdział", &["rozdziale", "rozdziału", "rozdziały", "rozdziałem", "rozdziałów", "rozdziałach"]),
    ("sekcja", &["sekcję", "sekcji", "sekcje", "sekcją", "sekcjach"]),
    ("lekcja", &["lekcję", "lekcji", "lekcje", "lekcją", "lekcjach"]),
    ("część", &["części", "częścią", "częściach"]),
    ("temat", &["temacie", "tematu", "tematy", "tematem", "tematów", "tematach"]),
    ("moduł", &["module", "modułu", "moduły", "modułem", "modułów", "modułach"]),
    ("wykład", &["wykładzie", "wykładu", "wykłady", "wykładem", "wykładów", "wykładach"]),
    ("dzień", &["dniu", "dnia", "dni", "dniem", "dniach"]), ("tydzień", &["tygodniu", "tygodnia", "tygodnie", "tygodni", "tygodniach"]),
    ("pytanie", &["pytania", "pytaniu", "pytaniem", "pytań", "pytaniach"]),
    ("zadanie", &["zadania", "zadaniu", "zadaniem", "zadań", "zadaniach"]),
    ("ćwiczenie", &["ćwiczenia", "ćwiczeniu", "ćwiczeniem", "ćwiczeń", "ćwiczeniach"]),
    // Czech, Slovak
    ("kapitola", &["kapitolu", "kapitole", "kapitoly", "kapitolou", "kapitol", "kapitolách"]),
    ("oddíl", &["oddíle", "oddílu", "oddíly", "oddílů", "oddílech"]), ("lekce", &["lekci", "lekcí", "lekcích"]),
    ("lekcia", &["lekciu", "lekcii", "lekcie", "lekciou", "lekcií"]), ("část", &["části", "částí", "částech"]), ("časť", &["časti", "časťou", "častí"]),
    ("přednáška", &["přednášku", "přednášce", "přednášky", "přednáškou", "přednášek"]),
    ("otázka", &["otázku", "otázce", "otázky", "otázkou", "otázek", "otázkách", "otázke"]),
    ("úloha", &["úlohu", "úloze", "úlohy", "úlohou", "úloh", "úlohách"]),
    // Serbian, Croatian, Bosnian
    ("poglavlje", &["poglavlja", "poglavlju", "poglavljem", "poglavljima"]), ("поглавље", &["поглавља", "поглављу", "поглављем"]),
    ("lekcija", &["lekciju", "lekciji", "lekcije", "lekcijom"]), ("pitanje", &["pitanja", "pitanju", "pitanjem"]),
    ("zadatak", &["zadatka", "zadatku", "zadatkom", "zadatke"]),
    // Hungarian
    ("fejezet", &["fejezetet", "fejezetben", "fejezetre", "fejezetek"]), ("feladat", &["feladatot", "feladatban", "feladatra", "feladatok"]),
    ("kérdés", &["kérdést", "kérdésben", "kérdések"]),
    // Finnish
    ("luku", &["lukua", "luvussa", "luvun", "lukuun", "luvut", "lukuja"]), ("osa", &["osaa", "osassa", "osan"]),
    ("tehtävä", &["tehtävää", "tehtävässä", "tehtävän", "tehtävät"]),
    // Greek
    ("κεφάλαιο", &["κεφαλαίου", "κεφάλαια"]), ("ερώτηση", &["ερώτησης", "ερωτήσεις"]), ("άσκηση", &["άσκησης", "ασκήσεις"]),
];
